import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { importCatalog } from '../stack/journey/catalog.ts'
import { root, workFolder } from '../stack/paths.ts'
import { freePorts } from '../stack/ports.ts'
import { startStack } from '../stack/stack.ts'
import { ensureTenant } from '../stack/tenants.ts'
import type { Trial } from './trial.ts'

export type TrialResult = { name: string; broken: string[]; seconds: number }

/** Runs trials one after the other on a stack of their own, with one process per role. */
export async function runMatrix(
  trials: readonly Trial[],
  { onResult, progress }: { onResult: (result: TrialResult) => void; progress: (line: string) => void },
): Promise<void> {
  const faultDir = join(workFolder, 'fault-points')
  mkdirSync(faultDir, { recursive: true })
  const dataDir = join(workFolder, 'faults')
  // What trials share with the other tests looks for its stack there.
  const { PACTWORK_TEST_DATA: elsewhere } = process.env
  process.env['PACTWORK_TEST_DATA'] = dataDir
  const stack = await startStack({
    dataDir,
    ports: await freePorts(),
    layout: 'process-per-role',
    reset: true,
    progress,
    env: { PACTWORK_FAULT_DIR: faultDir },
  })
  try {
    const keysDir = stack.env['PACTWORK_KEYS_DIR'] ?? ''
    const endpoints = { gateway: stack.urls.gateway, subgraphs: stack.urls.subgraphs, keysDir }
    const tenant = await ensureTenant(endpoints, { slug: 'kill-matrix', name: 'Kill matrix' })
    await importCatalog(tenant, join(root, 'test/catalogs/cold-chain'), progress)

    for (const trial of trials) {
      const began = Date.now()
      const broken = await trial.run({ stack, tenant, faultDir }).catch((error: unknown) => [String(error)])
      onResult({ name: trial.name, broken, seconds: (Date.now() - began) / 1000 })
    }
  } finally {
    await stack.stop()
    if (elsewhere === undefined) delete process.env['PACTWORK_TEST_DATA']
    else process.env['PACTWORK_TEST_DATA'] = elsewhere
  }
}
