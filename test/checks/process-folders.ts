import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { workers } from '@pactwork/workflow/workers/index'
import { z } from 'zod'
import { root } from '../stack/paths.ts'
import type { ProcessFolder } from './process-problems.ts'

const workflow = join(root, 'workflow')
const require = createRequire(import.meta.url)

/** Every folder of workflow/ that holds a model. */
export const processFolders = (): Promise<ProcessFolder[]> =>
  Promise.all(
    globSync('*/process.bpmn', { cwd: workflow })
      .toSorted()
      .map((file) => readFolder(file.split('/')[0] ?? '')),
  )

async function readFolder(key: string): Promise<ProcessFolder> {
  const read = (file: string): string => readFileSync(join(workflow, key, file), 'utf8')

  return {
    key,
    bpmn: read('process.bpmn'),
    readme: read('README.md'),
    variables: await declaredVariables(key),
    workers: workers.filter(({ topic }) => topic.startsWith(`${key}-`)),
  }
}

/** The names in the schemas that a process' variables.ts exports. */
async function declaredVariables(key: string): Promise<string[]> {
  const contract: object = await import(pathToFileURL(join(workflow, key, 'variables.ts')).href)

  return Object.values(contract).flatMap((schema) =>
    schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
  )
}

/** Topics that a worker serves and no process has. */
export function strayWorkers(folders: readonly ProcessFolder[]): string[] {
  const known = new Set(folders.flatMap((folder) => folder.workers))

  return workers
    .filter((worker) => !known.has(worker))
    .map(({ topic }) => `the worker of ${topic} belongs to no process.`)
}

/** What bpmnlint says of a model, by workflow/.bpmnlintrc; nothing when it is content. */
export function lintProblems(file: string): string[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [require.resolve('bpmnlint/bin/bpmnlint.js'), '--config', join(workflow, '.bpmnlintrc'), file],
    { cwd: root, encoding: 'utf8' },
  )

  return status === 0 && !/\bwarning\b/.test(stdout) ? [] : [`${stdout}${stderr}`.trim()]
}

/** A decision's evaluations are history as well: each decision says how long it is kept. */
export const decisionProblems = (): string[] =>
  globSync('*/*.dmn', { cwd: workflow }).flatMap((file) =>
    [...readFileSync(join(workflow, file), 'utf8').matchAll(/<decision id="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !tag.includes('camunda:historyTimeToLive='))
      .map(([, id]) => `${file}: the decision ${id} has no camunda:historyTimeToLive.`),
  )
