import type { Log } from '@pactwork/kernel/runtime/log'
import { Redis, ReplyError } from 'ioredis'
import { within } from './deadline.ts'
import type { CacheSettings } from './settings.ts'

/** What is answered instead of a value while there is no Redis, or when it took too long. */
export const unavailable: unique symbol = Symbol('unavailable')

/** IDLE until first used; CONNECTING and RESTING answer `unavailable` at once. */
export type RedisState = 'IDLE' | 'CONNECTING' | 'UP' | 'RESTING' | 'CLOSED'

/** A Redis that may vanish at any time. */
export type RedisPort = {
  /**
   * Carries work out on the connection; all of its commands share one deadline. Answers `unavailable` when it is
   * over, when Redis refuses, and at once while there is no connection. Never throws.
   */
  run<Value>(work: (client: Redis) => Promise<Value>): Promise<Value | typeof unavailable>
  state(): RedisState
  close(): Promise<void>
}

type Settings = Pick<CacheSettings, 'commandMs' | 'connectMs' | 'restMs' | 'failures'>

/**
 * Opens a port to one Redis. It connects when first used and never lets an operation wait for that. A lost
 * connection, or several late answers in a row, leave Redis alone for `restMs`; then the next use tries it again
 * beside the operations. Only changes between up and down are logged, never single commands.
 */
export function redisPort(url: string, settings: Settings, log: Log): RedisPort {
  let state: RedisState = 'IDLE'
  let client: Redis | undefined
  let restsUntil = 0
  let late = 0
  let told: 'up' | 'down' | 'refusing' | undefined

  const tell = (now: 'up' | 'down' | 'refusing', say: () => void): void => {
    if (told !== now && state !== 'CLOSED') say()
    told = now
  }

  const rest = (error: unknown): void => {
    client?.disconnect()
    client = undefined
    if (state !== 'CLOSED') state = 'RESTING'
    restsUntil = performance.now() + settings.restMs
    tell('down', () => log.warn({ err: error }, 'redis cannot be used; the gateway goes on without it'))
  }

  const connect = async (): Promise<void> => {
    state = 'CONNECTING'
    const candidate = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: settings.connectMs,
      disconnectTimeout: settings.commandMs,
      disableClientInfo: true,
      // Every server speaks it; the newer one has nothing that is used here.
      protocol: 2,
      connectionName: 'pactwork-gateway',
    })
    let reason: unknown
    candidate.on('error', (error) => (reason = error))
    try {
      await within(
        settings.connectMs,
        candidate.connect().then(() => candidate.ping()),
      )
    } catch (error) {
      candidate.disconnect()
      rest(reason ?? error)
      return
    }
    if (isClosed()) return candidate.disconnect()

    client = candidate
    late = 0
    state = 'UP'
    candidate.once('close', () => {
      if (client === candidate) rest(new Error('the connection was closed'))
    })
    tell('up', () => log.info('redis is used'))
  }
  const isClosed = (): boolean => state === 'CLOSED'

  const failed = (used: Redis, error: unknown): void => {
    if (used !== client) return
    if (error instanceof ReplyError) {
      tell('refusing', () => log.warn({ err: error }, 'redis refuses a command'))
      return
    }
    late += 1
    if (late >= settings.failures) rest(error)
  }

  return {
    async run(work) {
      const used = client
      if (!used) {
        const mayTry = state === 'IDLE' || (state === 'RESTING' && performance.now() >= restsUntil)
        if (mayTry) void connect()
        return unavailable
      }
      try {
        const value = await within(settings.commandMs, work(used))
        late = 0
        return value
      } catch (error) {
        failed(used, error)
        return unavailable
      }
    },
    state: () => state,
    async close() {
      state = 'CLOSED'
      client?.disconnect()
      client = undefined
    },
  }
}
