import { redisPort, type RedisPort } from '@pactwork/gateway/cache/redis'
import { cacheSettings } from '@pactwork/gateway/cache/settings'
import { pino } from 'pino'
import { until } from '../support/until.ts'

export const settings = cacheSettings.parse({ restMs: 300 })

/** For tests about what is answered, on however busy a machine. */
export const patient: Partial<typeof settings> = { commandMs: 2_000 }

/** A port and what it has logged. */
export function loggedPort(
  url: string,
  changed: Partial<typeof settings> = {},
): { port: RedisPort; lines: string[] } {
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(String(JSON.parse(line).msg)) })

  return { port: redisPort(url, { ...settings, ...changed }, log), lines }
}

/** Uses the port until it is connected, as operations would. */
export const connected = (port: RedisPort): Promise<unknown> =>
  until('the port is connected', async () => {
    await port.run((client) => client.ping())
    return port.state() === 'UP'
  })

/** The work's outcome and how long it took, in milliseconds. */
export async function timed<Value>(work: Promise<Value>): Promise<{ value: Value; took: number }> {
  const since = performance.now()
  const value = await work

  return { value, took: performance.now() - since }
}

/** What a busy machine may add to any time that is measured here. */
export const slack = 1_000
