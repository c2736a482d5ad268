import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ConfigurationError } from '@pactwork/kernel/runtime/config'

// Half of a start is compiling what was compiled the last time; where the folder cannot be written it is done again.
enableCompileCache(fileURLToPath(new URL('../../.pactwork/compiled', import.meta.url)))

try {
  const { run } = await import('./program/run.ts')
  await run(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.message : error)
  process.exitCode = error instanceof ConfigurationError ? 2 : 1
  // A worker would stay for the sake of its line to the first process.
  if (process.connected) process.exit()
}
