import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { importCatalog } from '../stack/journey/catalog.ts'
import { root, workFolder } from '../stack/paths.ts'
import { freePorts } from '../stack/ports.ts'
import { startStack } from '../stack/stack.ts'
import { ensureTenant } from '../stack/tenants.ts'
import type { Cell } from './cells.ts'
import { runCell } from './run-cell.ts'

export type CellResult = { cell: string; broken: string[]; seconds: number }

/** Runs cells one after the other on a stack of their own, with one process per role. */
export async function runMatrix(
  cells: readonly Cell[],
  { onResult, progress }: { onResult: (result: CellResult) => void; progress: (line: string) => void },
): Promise<void> {
  const faultDir = join(workFolder, 'fault-points')
  mkdirSync(faultDir, { recursive: true })
  const stack = await startStack({
    dataDir: join(workFolder, 'faults'),
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

    for (const cell of cells) {
      const began = Date.now()
      const broken = await runCell(cell, stack, tenant, faultDir)
      onResult({ cell: cell.name, broken, seconds: (Date.now() - began) / 1000 })
    }
  } finally {
    await stack.stop()
  }
}
