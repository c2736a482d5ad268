import { relative } from 'node:path'

import { listenForInterruption } from './interruption.ts'
import { findJourney } from './journey-hook.ts'
import type { JourneyResult } from './journey-hook.ts'
import { readOptions, usage } from './options.ts'
import type { StartOptions } from './options.ts'
import { root, startFolder } from './paths.ts'
import { startStack } from './stack.ts'
import type { Stack } from './stack.ts'
import { messageOf, StackError } from './stack-error.ts'
import { printTable } from './table.ts'

const since = Date.now()
const progress = (message: string) =>
  console.error(`${((Date.now() - since) / 1000).toFixed(1).padStart(6)} s  ${message}`)

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(usage)
  else process.exitCode = await start(options)
} catch (error) {
  console.error(error instanceof StackError ? `pactwork: ${messageOf(error)}` : error)
  process.exitCode = 1
}

async function start(options: StartOptions): Promise<number> {
  const interruption = listenForInterruption(() => process.exit(130))
  const { signal, asked } = interruption

  // People look around here; what clients of a production must not see is on unless somebody says otherwise.
  const development = process.env['NODE_ENV'] === 'production' ? 'off' : 'on'
  const env = { PACTWORK_GATEWAY_DEVELOPMENT: process.env['PACTWORK_GATEWAY_DEVELOPMENT'] || development }
  const stack = await startStack({ dataDir: startFolder, reset: options.reset, env, progress, signal })
  reportDeaths(stack)

  try {
    const journey = await findJourney()
    const result = await journey?.(stack, { ...options, progress, signal })
    printTable(stack, result, options.json)

    if (options.once) return verdict(result)
    progress('up; Ctrl-C stops everything')
    await asked

    return 0
  } catch (error) {
    // Whatever the journey was waiting for when it was interrupted is no failure.
    if (signal.aborted) return 0
    throw error
  } finally {
    progress('stopping; Ctrl-C again ends at once')
    await stack.stop()
    progress('stopped')
  }
}

function verdict(result: JourneyResult | undefined): number {
  if (result?.completed) return 0

  console.error(
    result
      ? 'pactwork: the order of the journey is not COMPLETED: read the logs named above.'
      : 'pactwork: there is no journey to run: test/stack/journey.ts is missing.',
  )
  return 1
}

function reportDeaths({ processes }: Stack): void {
  for (const process of processes.values()) {
    process.on('exit', ({ code, signal, expected }) => {
      if (!expected)
        progress(
          `${process.name} ended by itself (${signal ?? code}): read ${relative(root, process.logFile)}`,
        )
    })
  }
}
