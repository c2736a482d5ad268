import { freePorts } from '../stack/ports.ts'
import type { Layout } from '../stack/services.ts'
import { startStack } from '../stack/stack.ts'
import { testDataFolder, testSettings } from './test-stack.ts'

// Keeps a stack up for tests that are run one by one: `node test/support/serve.ts [layout]`, Ctrl-C ends it.
const stack = await startStack({
  dataDir: testDataFolder(),
  ports: await freePorts(),
  layout: (process.argv[2] as Layout | undefined) ?? 'compact',
  reset: true,
  env: testSettings,
  progress: (line) => console.error(line),
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stack.stop().then(() => process.exit(0)))
}
console.error(`the tests' stack is up: ${stack.urls['gateway'] ?? stack.dataDir}`)
