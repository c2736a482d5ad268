import pg from 'pg'
import type { ContextRuntime } from '../context-runtime.ts'
import type { DueWorkHandler } from '../due-work.ts'
import { backoff } from './backoff.ts'
import { dueRows, type LeasedWork } from './due-rows.ts'
import { loop } from './loop.ts'
import type { Metrics } from './metrics.ts'
import { runDueWork, type RunningWork } from './run-due-work.ts'
import { onWake } from './wake.ts'

export type SchedulerRuntime = {
  /** Logs in as `pactwork_scheduler`, which sees due work and nothing else. */
  readonly url: string
  readonly metrics: Metrics
  /** Pieces of work at a time, per context. */
  readonly concurrency?: number
  /** How long a lease lasts without being extended; it is extended all the time a handler runs. */
  readonly leaseMilliseconds?: number
}

/** A context with the handlers of its due work. */
export type SchedulingContext = {
  readonly runtime: ContextRuntime
  readonly dueWork: readonly DueWorkHandler[]
}

const lookEvery = 250

/**
 * Runs a context's due work: leases rows over all tenants with SKIP LOCKED, runs each in its tenant, ends it on
 * success, else gives it back for later. Rows of a scheduler that died are leased again when its lease is over.
 */
export function startScheduler(
  { runtime, dueWork }: SchedulingContext,
  options: SchedulerRuntime,
): { stop(): Promise<void> } {
  const { metrics, concurrency = 4, leaseMilliseconds = 30_000 } = options
  const handlers = new Map(dueWork.map((handler) => [handler.kind, handler]))
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: `pactwork-scheduler-${runtime.name}`,
    // Its statements are short and few; handlers use the context's own connections.
    max: 1,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
  })
  pool.on('error', () => undefined)
  const rows = dueRows(pool, runtime.name)
  const atWork = new Set<RunningWork>()
  let failures = 0

  const begin = (work: LeasedWork): void => {
    const handler = handlers.get(work.kind)
    if (!handler) return
    const running = runDueWork({ work, handler, rows, runtime, metrics, leaseMilliseconds })
    atWork.add(running)
    void running.done.then(() => {
      atWork.delete(running)
      looking.wake()
    })
  }

  const look = async (): Promise<'more' | number> => {
    const free = concurrency - atWork.size
    if (free <= 0 || handlers.size === 0) return lookEvery

    const now = runtime.clock.now()
    const leased = await rows.lease({
      kinds: [...handlers.keys()],
      limit: free,
      now,
      until: new Date(now.getTime() + leaseMilliseconds),
      lease: crypto.randomUUID(),
    })
    for (const work of leased) begin(work)

    return lookEvery
  }
  const looking = loop(async () => {
    try {
      const next = await look()
      failures = 0
      return next
    } catch (error) {
      failures += 1
      if (failures === 1)
        runtime.log.warn({ context: runtime.name, err: error }, 'the scheduler cannot look for due work')
      return backoff(failures, 5_000)
    }
  })
  const unsubscribe = onWake('scheduler', (subject) => {
    if (subject === runtime.name || subject === '*') looking.wake()
  })

  const drain = async (): Promise<void> => {
    unsubscribe()
    await looking.stop()
    await Promise.all([...atWork].map(({ done }) => done))
    await pool.end()
  }
  let drained: Promise<void> | undefined

  return {
    /** Takes nothing new and waits for what is at work. */
    stop: () => (drained ??= drain()),
  }
}
