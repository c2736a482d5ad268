import { faultPoint } from '../runtime/fault-point.ts'
import { SpanKind } from '@opentelemetry/api'
import type { ContextRuntime } from '../context-runtime.ts'
import { correlated } from '../correlation.ts'
import type { DueWorkHandler } from '../due-work.ts'
import { inSpan, traceFrom } from '../runtime/telemetry.ts'
import { backoff } from './backoff.ts'
import type { DueRows, LeasedWork } from './due-rows.ts'
import type { Metrics } from './metrics.ts'
import { toolsFor } from './tools.ts'

export type RunningWork = { readonly done: Promise<void> }

type Options = {
  work: LeasedWork
  handler: DueWorkHandler
  rows: DueRows
  runtime: ContextRuntime
  metrics: Metrics
  leaseMilliseconds: number
}

const longestPause = 300_000
const alarmAfter = 10

/** Runs one leased piece of work; it never throws, whatever happens is written back to the row. */
export function runDueWork(options: Options): RunningWork {
  const { work, rows, runtime, leaseMilliseconds } = options
  const lost = new AbortController()
  const heartbeat = setInterval(() => {
    rows.extend(work, new Date(runtime.clock.now().getTime() + leaseMilliseconds)).then(
      (held) => held || lost.abort(),
      // The next beat tries again; a third of the lease is left for that.
      () => undefined,
    )
  }, leaseMilliseconds / 3)

  return {
    done: carryOut(options, lost.signal)
      .catch((error: unknown) => {
        // The row could not be written: its lease runs out and it is leased again.
        runtime.log.warn({ kind: work.kind, id: work.id, err: error }, 'due work could not be settled')
      })
      .finally(() => clearInterval(heartbeat)),
  }
}

async function carryOut(
  { work, handler, rows, runtime, metrics }: Options,
  signal: AbortSignal,
): Promise<void> {
  const labels = { kind: work.kind }
  let again: Date | undefined
  faultPoint('scheduler.after-lease', work.kind)
  try {
    const correlation = { correlationId: work.correlationId, causationId: work.id }
    const tools = toolsFor(runtime, { machine: 'scheduler', tenantId: work.tenantId, correlation })
    await inSpan(
      `due ${work.kind}`,
      {
        'pactwork.tenant_id': work.tenantId,
        'pactwork.correlation_id': work.correlationId,
        'pactwork.due_key': work.key,
        'pactwork.attempt': work.attempt,
      },
      () =>
        correlated(correlation, () =>
          handler.run(work, { ...tools, signal, reschedule: (at) => void (again = at) }),
        ),
      { parent: traceFrom(work.trace), kind: SpanKind.CONSUMER },
    )
  } catch (error) {
    await postpone(work, rows, runtime, error)
    metrics.observe('scheduler.failed', work.attempt, labels)
    return
  }
  faultPoint('scheduler.before-end', work.kind)
  if (again) await rows.giveBack(work, { dueAt: again, attempts: 0, error: null })
  else await rows.end(work)
  metrics.observe('scheduler.ran', 1, labels)
}

/** Tried again with growing pauses, for ever: due work is never lost (M12). */
async function postpone(
  work: LeasedWork,
  rows: DueRows,
  runtime: ContextRuntime,
  error: unknown,
): Promise<void> {
  const level = work.attempt >= alarmAfter ? 'error' : 'warn'
  runtime.log[level](
    { kind: work.kind, id: work.id, attempt: work.attempt, err: error },
    'due work failed; it is tried again',
  )

  await rows.giveBack(work, {
    dueAt: new Date(runtime.clock.now().getTime() + backoff(work.attempt, longestPause)),
    attempts: work.attempt,
    error: (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500),
  })
}
