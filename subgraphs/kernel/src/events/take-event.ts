import { faultPoint } from '../runtime/fault-point.ts'
import type { Envelope } from '@pactwork/contracts/events/define'
import type { Consumer } from '../consumer.ts'
import type { ContextRuntime } from '../context-runtime.ts'
import type { UnitOfWork } from '../database.ts'
import { bury } from './bury.ts'
import { Poison, type DeadLetterOffice, type PoisonReason } from './dead-letter.ts'
import { applyEffect, runEffect } from './effect.ts'
import { countRetry, noteInInbox } from './inbox.ts'
import type { Metrics } from './metrics.ts'
import { isOutage } from './outage.ts'
import { park } from './parked.ts'
import { blockPosition, lockPosition, movePosition, PositionLost } from './position.ts'

/** A consumer at work in its context. */
export type Handling = {
  readonly consumer: Consumer
  readonly runtime: ContextRuntime
  readonly letters: Pick<DeadLetterOffice, 'publish'>
  readonly metrics: Metrics
  /** Runs in the transaction that parks a dead letter. */
  readonly onDead?: (uow: UnitOfWork) => Promise<void>
}

/** How the event comes: as part of a rebuild, or after its aggregate was released. */
export type Coming = { readonly rebuild?: boolean; readonly released?: boolean }

/**
 * HANDLED: the effect is there. IGNORED: the position moved, nothing else was wanted. REPEATED: known already.
 * PARKED: it, or one before it, is a dead letter. EARLY: it waits for its predecessors. `waiting`: parked
 * events of the aggregate may be next now.
 */
export type Taken = { outcome: 'HANDLED' | 'IGNORED' | 'REPEATED' | 'PARKED' | 'EARLY'; waiting: boolean }

const triesBeforeBurial = 5
const triesForPosition = 3

/**
 * Takes one event: its place among the versions of its aggregate first, then the effect (M16). Throws what is
 * to be tried again: outages for ever, other errors until they are buried as a dead letter.
 */
export async function takeEvent(handling: Handling, event: Envelope, coming: Coming = {}): Promise<Taken> {
  for (let losses = 0; ; losses += 1) {
    try {
      return await take(handling, event, coming)
    } catch (error) {
      if (error instanceof PositionLost && losses < triesForPosition) continue
      const verdict = isOutage(error) ? undefined : await judge(handling, event, error)
      if (!verdict) throw error

      return bury(handling, event, verdict.reason, verdict.detail)
    }
  }
}

async function judge(
  { consumer, runtime }: Handling,
  event: Envelope,
  error: unknown,
): Promise<{ reason: PoisonReason; detail: string } | undefined> {
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  if (error instanceof Poison) return { reason: error.reason, detail: error.message }

  const tries = await runtime.database.write(event, (uow) =>
    countRetry(uow, { consumer: consumer.name, event, at: runtime.clock.now(), errorCode: 'HANDLER_FAILED' }),
  )

  return tries >= triesBeforeBurial ? { reason: 'HANDLER_FAILED', detail } : undefined
}

async function take(handling: Handling, event: Envelope, coming: Coming): Promise<Taken> {
  const { consumer, runtime } = handling
  const known = consumer.definitions.find(({ type }) => type === event.type)
  const at = runtime.clock.now()
  const move = {
    consumer: consumer.name,
    aggregateId: event.aggregateId,
    to: event.aggregateVersion,
    eventAt: event.occurredAt,
    at,
  }

  const first = await runtime.database.write(
    event,
    async (uow): Promise<Taken | { outcome: 'RUN'; waiting: boolean }> => {
      const standing = await placeOf(uow, handling, event, coming)
      if (standing.outcome !== 'NEXT') return { ...standing, outcome: standing.outcome }

      if (!known || (consumer.outside && coming.rebuild)) {
        await movePosition(uow, move)
        if (known) await noteInInbox(uow, { consumer: consumer.name, event, status: 'NOT_RUN', at })
        return { outcome: 'IGNORED', waiting: standing.waiting }
      }
      if (consumer.run) {
        await noteInInbox(uow, { consumer: consumer.name, event, status: 'RECEIVED', at })
        return { outcome: 'RUN', waiting: standing.waiting }
      }
      await movePosition(uow, move)
      if (consumer.keepsInbox)
        await noteInInbox(uow, { consumer: consumer.name, event, status: 'PROCESSED', at })
      await applyEffect(handling, known, event, uow)
      if (!consumer.keepsInbox) uow.beforeCommit(async () => faultPoint('projection.before-commit'))

      return { outcome: 'HANDLED', waiting: standing.waiting }
    },
    { plain: !needsPrisma(consumer), first: consumer.tells },
  )
  if (first.outcome !== 'RUN' || !known)
    return { ...first, outcome: first.outcome === 'RUN' ? 'IGNORED' : first.outcome }

  await runEffect(handling, known, event)
  faultPoint('consumer.before-position', consumer.name)
  await runtime.database.write(
    event,
    async (uow) => {
      await movePosition(uow, { ...move, at: runtime.clock.now() })
      await noteInInbox(uow, { consumer: consumer.name, event, status: 'PROCESSED', at: runtime.clock.now() })
    },
    { plain: true },
  )

  return { outcome: 'HANDLED', waiting: first.waiting }
}

/** What a consumer applies may use it; projections are given SQL alone, and what is run holds no transaction. */
const needsPrisma = ({ apply, keepsInbox }: Consumer): boolean => apply !== undefined && keepsInbox

type Standing = { outcome: 'NEXT' | 'REPEATED' | 'PARKED' | 'EARLY'; waiting: boolean }

/** Whether the event is the next one of its aggregate; one that must wait is parked, in this transaction. */
async function placeOf(
  uow: UnitOfWork,
  handling: Handling,
  event: Envelope,
  coming: Coming,
): Promise<Standing> {
  const { consumer, runtime, metrics } = handling
  const { aggregateId, aggregateVersion } = event
  const { version, blocked } = await lockPosition(uow, consumer.name, aggregateId)
  const waiting = blocked === 'GAP' || (blocked !== null && coming.released === true)
  const at = runtime.clock.now()
  if (aggregateVersion <= version) return { outcome: 'REPEATED', waiting }

  if (blocked === 'DEAD_LETTER' && !coming.released) {
    await park(uow, {
      consumer: consumer.name,
      event,
      place: 'BEHIND',
      reason: 'AGGREGATE_PARKED',
      detail: '',
      at,
    })
    return { outcome: 'PARKED', waiting: false }
  }
  if (aggregateVersion === version + 1) return { outcome: 'NEXT', waiting }

  const detail = `version ${aggregateVersion} came, version ${version + 1} is missing`
  await park(uow, { consumer: consumer.name, event, place: 'EARLY', reason: 'VERSION_GAP', detail, at })
  await blockPosition(uow, { consumer: consumer.name, aggregateId, blocked: 'GAP', at })
  const labels = { consumer: consumer.name }
  uow.afterCommit(() => {
    metrics.observe('consumer.gap', 1, labels)
    runtime.log.error(
      { ...labels, aggregateId, eventId: event.eventId, detail },
      'a version gap stops this aggregate',
    )
  })

  return { outcome: 'EARLY', waiting: false }
}
