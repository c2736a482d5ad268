import type { Handling, Result } from '@pactwork/kernel/command'
import type { Rejected } from '@pactwork/kernel/decision'
import { orders } from '../order.store.ts'
import type { CaptureEvidence } from './capture.rules.ts'
import { logAttempt, nextOrderNumber, orderOfQuote, saveSnapshots } from './capture.store.ts'
import { capture } from './capture.ts'

/** Load, decide, save and log the attempt: the same by machine and by hand. */
export async function carryOutCapture(
  typename: string,
  { uow, evidence, actor, clock, newId, correlationId }: Handling<CaptureEvidence>,
): Promise<Result> {
  const { quote } = evidence
  const by = actor.onBehalfOf ?? actor.id
  const existing = await orderOfQuote(uow, quote)
  const orderId = newId('ord')
  const decision = capture(evidence, {
    orderId,
    orderNumber: existing?.orderNumber ?? (await nextOrderNumber(uow, clock.now().getUTCFullYear())),
    lineIds: quote.lines.map(() => newId('oln')),
    createdBy: by,
    existing,
  })
  const order = await orders(uow).create(orderId, decision)
  await saveSnapshots(uow, order, evidence)
  await logAttempt(uow, { evidence, orderId, rejected: undefined, at: clock.now(), by, correlationId })

  return { __typename: typename, order: { id: order.id } }
}

/** A refused attempt is kept as well: it outlives what the refusal rolled back (CAP-26, AUD-09). */
export const logRefusedCapture = (
  rejected: Rejected,
  { uow, evidence, actor, clock, correlationId }: Handling<CaptureEvidence>,
): Promise<void> =>
  logAttempt(uow, {
    evidence,
    orderId: undefined,
    rejected,
    at: clock.now(),
    by: actor.onBehalfOf ?? actor.id,
    correlationId,
  })
