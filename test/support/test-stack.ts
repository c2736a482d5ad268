import { join } from 'node:path'
import { findRunning, type RunningStack } from '../stack/data-folder.ts'
import { root } from '../stack/paths.ts'

/** Where the tests' stack keeps its data; `PACTWORK_TEST_DATA` names another folder. */
export const testDataFolder = (): string => process.env.PACTWORK_TEST_DATA ?? join(root, '.pactwork/test')

/** The stack that the tests of this run share (M32): each test makes a tenant of its own in it. */
export async function testStack(): Promise<RunningStack> {
  const running = await findRunning(testDataFolder())
  if (!running) throw new Error('The tests need a running stack: start them by `npm test` or `npm run jest`.')

  return running
}
