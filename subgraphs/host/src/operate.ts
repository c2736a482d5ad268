import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Where an operator's command finds the running system. */
export type Surroundings = {
  /** The brokers of `PACTWORK_KAFKA_BROKERS`. */
  broker(): string[]
  /** The login of a role (`relay`) or context: `PACTWORK_<NAME>_DATABASE_URL`. */
  database(name: string): string
}

/** Runs an operator's command: `--help`, one sentence on failure, an exit code. */
export async function operate(
  help: string,
  work: (surroundings: Surroundings) => Promise<void>,
): Promise<void> {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    process.stdout.write(`${help}\n`)
    return
  }
  try {
    await work({
      broker: () => setting('PACTWORK_KAFKA_BROKERS').split(','),
      database: (name) => setting(`PACTWORK_${name.toUpperCase()}_DATABASE_URL`),
    })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${help}\n`)
    process.exitCode = 1
  }
}

/** From the environment, else from the stack that `npm start` has running here. */
function setting(name: string): string {
  const value = process.env[name] ?? runningHere()[name]
  if (!value)
    throw new Error(
      `${name} is not set, and nothing runs here by \`npm start\`: this command works on a running system.`,
    )

  return value
}

function runningHere(): Record<string, string> {
  const file = new URL('../../../.pactwork/start/run/stack.json', import.meta.url)
  try {
    return z.object({ env: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(file, 'utf8')))
      .env
  } catch {
    return {}
  }
}
