import pg from 'pg'
import { z } from 'zod'
import type { Log } from '../runtime/log.ts'
import { backoff } from './backoff.ts'
import { carryWith, deliver, type Channel } from './wake.ts'

const notification = z.tuple([z.string(), z.enum(['relay', 'scheduler', 'feed']), z.string()])
const name = 'pactwork_wake'

/**
 * Connects the wake-ups of this process with those of all others: one LISTEN connection per database (M10),
 * opened again when it breaks. While it is down, everything polls as it always does.
 */
export function connectWakeUps(options: { urls: readonly string[]; process: string; log: Log }): {
  stop(): Promise<void>
} {
  const own = `${options.process}-${crypto.randomUUID()}`
  const lines = distinctDatabases(options.urls).map((url) => openLine(url, own, options))

  carryWith((channel, subject) => {
    for (const line of lines) line.send(channel, subject)
  })

  return {
    async stop() {
      carryWith(undefined)
      await Promise.all(lines.map((line) => line.stop()))
    },
  }
}

function openLine(url: string, own: string, { process, log }: { process: string; log: Log }) {
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let stopping = false
  let failures = 0
  let sending: Promise<unknown> = Promise.resolve()

  const lost = (broken: pg.Client, error?: unknown): void => {
    if (broken !== client || stopping) return
    client = undefined
    failures += 1
    if (failures === 1)
      log.warn({ err: error }, 'wake-ups between processes are interrupted; polling goes on')
    timer = setTimeout(() => void connect(), backoff(failures))
    void broken.end().catch(() => undefined)
  }
  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: `${process}-wake`,
      keepAlive: true,
    })
    client = next
    next.on('error', (error) => lost(next, error))
    next.on('end', () => lost(next))
    next.on('notification', ({ payload }) => receive(payload, own))
    try {
      await next.connect()
      await next.query(`listen ${name}`)
      failures = 0
      // Whatever was said while nobody listened: everyone looks once.
      deliver('relay', '*')
      deliver('scheduler', '*')
      deliver('feed', '*')
    } catch (error) {
      lost(next, error)
    }
  }
  void connect()

  return {
    send(channel: Channel, subject: string): void {
      sending = sending
        .then(() =>
          client?.query('select pg_notify($1, $2)', [name, JSON.stringify([own, channel, subject])]),
        )
        .catch(() => undefined)
    },
    async stop() {
      stopping = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}

/** Whoever may log in may notify: what is not ours is passed over. */
function receive(payload: string | undefined, own: string): void {
  const parsed = notification.safeParse(jsonOf(payload))
  if (!parsed.success) return
  const [sender, channel, subject] = parsed.data
  if (sender !== own) deliver(channel, subject)
}

function jsonOf(text = ''): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One URL per server and database, whichever role it logs in as. */
const distinctDatabases = (urls: readonly string[]): string[] => {
  const byDatabase = new Map(urls.map((text) => [`${new URL(text).host}${new URL(text).pathname}`, text]))

  return [...byDatabase.values()]
}
