import { join } from 'node:path'
import { findRunning, type RunningStack } from '../stack/data-folder.ts'
import { root } from '../stack/paths.ts'

/** Where the tests' stack keeps its data; `PACTWORK_TEST_DATA` names another folder. */
export const testDataFolder = (): string => process.env.PACTWORK_TEST_DATA ?? join(root, '.pactwork/test')

const timing = JSON.stringify({
  requestMs: 2_000,
  askMs: 2_000,
  settleMs: 1_500,
  backoff: { firstMs: 200, factor: 2, capMs: 2_000 },
  graceMs: 1_500,
})

/** What the tests' stack is told besides: treaties that wait for seconds where a partner is given minutes. */
export const testSettings: Record<string, string> = {
  PACTWORK_INVENTORY_TIMING: timing,
  PACTWORK_PROVISIONING_TIMING: timing,
}

/** The stack that the tests of this run share (M32): each test makes a tenant of its own in it. */
export async function testStack(): Promise<RunningStack> {
  const running = await findRunning(testDataFolder())
  if (!running) throw new Error('The tests need a running stack: start them by `npm test` or `npm run jest`.')

  return running
}
