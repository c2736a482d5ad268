import type { UnitOfWork } from '@pactwork/kernel/database'
import { RejectedSignal } from '@pactwork/kernel/errors'
import { hashOf } from '@pactwork/kernel/hash'
import { idOf, newId } from '@pactwork/kernel/ids'
import { journalOf } from '@pactwork/kernel/journal'

import { requestStep } from './attempt.rules.ts'
import { handoffKey } from './handoff-key.ts'
import { adopt, ask, resume } from './handoff.rules.ts'
import { insertHandoff, latestHandoff, saveHandoff } from './handoff.store.ts'
import type { Handoff } from './handoff.ts'
import { adoptParked } from './observation.store.ts'
import { scheduleNext } from './schedule.ts'
import type { Timing } from './timing.ts'
import type { Treaty } from './treaty.ts'

/** What a context asks of an external system, for one line of an order. */
export type HandoffRequest<Request> = {
  /** What waits for the outcome. */
  readonly aggregate: { readonly type: string; readonly id: string }
  readonly orderId: string
  readonly lineId: string
  readonly attempt: number
  readonly processBusinessKey?: string | null
  readonly request: Request
}

/** Persists a request, or finds the one that answers it already; see `requestStep`. */
export async function requestHandoff(
  treaty: Treaty,
  timing: Timing,
  uow: UnitOfWork,
  asked: HandoffRequest<Record<string, unknown>>,
): Promise<Handoff> {
  const { now } = journalOf(uow).meta
  const request = treaty.request.parse(asked.request)
  const requestHash = hashOf(request)
  const line = {
    system: treaty.system,
    purpose: treaty.purpose,
    orderId: asked.orderId,
    lineId: asked.lineId,
  }

  const latest = await latestHandoff(uow, line)
  const step = requestStep(latest, { attempt: asked.attempt, requestHash })
  if (typeof step !== 'string') throw new RejectedSignal(step)
  if (latest === undefined || step === 'CREATE')
    return create(treaty, timing, uow, { ...asked, request, requestHash })
  if (step === 'RETURN') return latest

  const moment = { attempt: asked.attempt, at: now, timing }
  const saved = await saveHandoff(
    uow,
    latest,
    step === 'RESUME' ? resume(latest, moment) : adopt(latest, moment),
  )
  await scheduleNext(uow, treaty, timing, saved, { now, goesOn: false })

  return saved
}

async function create(
  treaty: Treaty,
  timing: Timing,
  uow: UnitOfWork,
  asked: HandoffRequest<Record<string, unknown>> & { requestHash: string },
): Promise<Handoff> {
  const { now, correlation } = journalOf(uow).meta
  const handoff: Handoff = {
    id: newId('hof'),
    version: 1,
    orderId: asked.orderId,
    lineId: asked.lineId,
    attempt: asked.attempt,
    askedAttempt: asked.attempt,
    aggregateType: asked.aggregate.type,
    aggregateId: asked.aggregate.id,
    system: treaty.system,
    purpose: treaty.purpose,
    key: handoffKey(idOf('ten', uow.tenantId), treaty.system, treaty.purpose, asked),
    request: asked.request,
    requestHash: asked.requestHash,
    correlationId: correlation.correlationId,
    causationId: correlation.causationId,
    processBusinessKey: asked.processBusinessKey ?? null,
    ...untouched,
    createdAt: now,
    updatedAt: now,
  }
  await insertHandoff(uow, handoff)

  // An early callback was parked: the other side knows the key already, so it is asked before anything is sent.
  const known = await adoptParked(uow, handoff)
  const saved = known ? await saveHandoff(uow, handoff, ask(handoff, { at: now, timing })) : handoff
  await scheduleNext(uow, treaty, timing, saved, { now, goesOn: false })

  return saved
}

/** A handoff that nothing has happened to yet. */
export const untouched = {
  state: 'CREATED',
  externalReference: null,
  externalStatus: null,
  facts: {},
  lastResponseHash: null,
  lastErrorClass: null,
  lastErrorCode: null,
  lastErrorMessage: null,
  attemptCount: 0,
  resendCount: 0,
  technicalCount: 0,
  askCount: 0,
  sentAt: null,
  answerDueAt: null,
  nextRetryAt: null,
  nextAskAt: null,
  askedFrom: null,
  lastReconciledAt: null,
  lastObservation: null,
  told: null,
} as const satisfies Partial<Handoff>
