import type { Handling, Result } from '@pactwork/kernel/command'
import { isRejected } from '@pactwork/kernel/decision'
import { orders } from '../order.store.ts'
import type { CaptureEvidence } from './capture.rules.ts'
import { logAttempt, nextOrderNumber, orderOfQuote, saveSnapshots } from './capture.store.ts'
import { capture } from './capture.ts'

/** Load, decide, save: the same by machine and by hand. The log is written last, whatever was decided. */
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
  const rejected = isRejected(decision) ? decision : undefined

  // A refusal rolls the handler back; what is to outlive it is written at the end of the transaction.
  uow.beforeCommit(() =>
    logAttempt(uow, {
      evidence,
      orderId: rejected === undefined ? orderId : undefined,
      rejected,
      at: clock.now(),
      by,
      correlationId,
    }),
  )
  const order = await orders(uow).create(orderId, decision)
  await saveSnapshots(uow, order, evidence)

  return { __typename: typename, order: { id: order.id } }
}
