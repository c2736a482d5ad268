import type { Handling, Result } from '@pactwork/kernel/command'
import { orders } from '../order.store.ts'
import { checksOf, type ValidationEvidence } from './validation.rules.ts'
import { saveValidation } from './validation.store.ts'
import { validateOrder, validationStatus } from './validation.ts'

type Asking = { readonly orderId: string; readonly expectedVersion?: number | undefined }

/** Load, decide, save, and keep the answers. What could not be asked is asked again, ever more slowly. */
export async function carryOutValidation(
  typename: string,
  { orderId, expectedVersion }: Asking,
  { uow, evidence, actor, clock, newId }: Handling<ValidationEvidence>,
): Promise<Result> {
  const checks = checksOf(evidence)
  const by = actor.onBehalfOf ?? actor.id
  const order = await orders(uow).load(orderId, expectedVersion)
  const saved = await orders(uow).save(order, validateOrder(order, { checks, caseId: newId('fal'), by }))
  const status = validationStatus(checks)
  const run = saved.validationRun

  await saveValidation(uow, { orderId, run, status, checks, at: clock.now(), by })
  if (status === 'PENDING') {
    await uow.due({
      kind: 'order.validate',
      at: new Date(clock.now().getTime() + Math.min(60, 2 ** run) * 1000),
      key: `${orderId}:${run}`,
      payload: { orderId },
    })
  }

  return { __typename: typename, order: { id: saved.id }, status }
}
