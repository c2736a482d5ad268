import { findRunning } from '../stack/data-folder.ts'
import { freePorts } from '../stack/ports.ts'
import type { Layout } from '../stack/services.ts'
import { startStack, type Stack } from '../stack/stack.ts'
import { testDataFolder, testSettings } from './test-stack.ts'

declare global {
  // What the teardown stops: only a stack that this run has started.
  var pactworkTestStack: Stack | undefined
}

/** Starts the stack for the tests, unless one is up already (`node test/support/serve.ts`). */
export default async function globalSetup(): Promise<void> {
  if (await findRunning(testDataFolder())) return

  globalThis.pactworkTestStack = await startStack({
    dataDir: testDataFolder(),
    ports: await freePorts(),
    layout: (process.env.PACTWORK_TEST_LAYOUT as Layout | undefined) ?? 'compact',
    reset: true,
    env: testSettings,
  })
}
