import { readdir, readFile } from 'node:fs/promises'
import { z } from 'zod'
import { processKeys } from '../processes.ts'
import type { Rest } from './rest.ts'

const workflowFolder = new URL('../../../../workflow/', import.meta.url)

const deployment = z.object({
  id: z.string(),
  deployedProcessDefinitions: z.record(z.string(), z.unknown()).nullish(),
})

/** The models of one process: its BPMN and the DMN tables it asks. */
async function modelsOf(processKey: string): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }[]> {
  const folder = new URL(`${processKey}/`, workflowFolder)
  const names = (await readdir(folder)).filter((name) => /\.(bpmn|dmn)$/.test(name)).toSorted()

  return Promise.all(
    names.map(async (name) => ({
      name: `${processKey}/${name}`,
      bytes: new Uint8Array(await readFile(new URL(name, folder))),
    })),
  )
}

/**
 * Deploys the processes whose files changed: all models of a process together, so that it is bound to the
 * decision tables of its own deployment. Unchanged files deploy nothing (M22).
 */
export async function deployAll(rest: Rest): Promise<{ deployed: string[] }> {
  const deployed: string[] = []
  for (const processKey of processKeys) {
    const form = new FormData()
    form.set('deployment-name', processKey)
    form.set('deployment-source', 'pactwork')
    form.set('enable-duplicate-filtering', 'true')
    form.set('deploy-changed-only', 'false')
    for (const { name, bytes } of await modelsOf(processKey)) form.set(name, new Blob([bytes]), name)

    const answer = await rest.post('/deployment/create', form, deployment)
    if (Object.keys(answer.deployedProcessDefinitions ?? {}).length > 0) deployed.push(processKey)
  }

  return { deployed }
}
