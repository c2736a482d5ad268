import type { UnitOfWork } from '@pactwork/kernel/database'
import { rejectMissing } from '@pactwork/kernel/errors'
import { idOf, uuidOf } from '@pactwork/kernel/ids'

/** The order an item belongs to. Read without a lock: locks are taken from the order downwards (M11). */
export async function orderIdOfItem(uow: UnitOfWork, itemId: string): Promise<string> {
  const [found] = await uow.sql<{ order_id: string }>(
    'select order_id from fulfillment_item where tenant_id = $1 and fulfillment_item_id = $2',
    [uow.tenantId, uuidOf('itm', itemId)],
  )

  return found === undefined ? rejectMissing('FulfillmentItem') : idOf('ord', found.order_id)
}

/** The order a fallout case belongs to. */
export async function orderIdOfCase(uow: UnitOfWork, caseId: string): Promise<string> {
  const [found] = await uow.sql<{ order_id: string }>(
    'select order_id from order_fallout_case where tenant_id = $1 and fallout_case_id = $2',
    [uow.tenantId, uuidOf('fal', caseId)],
  )

  return found === undefined ? rejectMissing('FalloutCase') : idOf('ord', found.order_id)
}
