import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import type { Order } from '../order.ts'
import type { ActivationRequest } from './activation.treaty.ts'
import type { FulfillmentItem } from './item.ts'

type Row = { selections: { name: string; value: string }[]; site: string | null }

/** What provisioning has to know: the frozen configuration, and what was reserved for the line. No personal data. */
export async function activationRequest(
  uow: UnitOfWork,
  order: Order,
  item: FulfillmentItem,
): Promise<ActivationRequest> {
  const line = order.lines.find((one) => one.lineId === item.lineId)
  if (line === undefined) throw new Error(`The item ${item.id} belongs to no line of ${order.id}.`)

  const [snapshot] = await uow.sql<Row>(
    `select coalesce(configuration_snapshot -> 'selections', '[]') as selections, site_id as site
     from order_line_snapshot where tenant_id = $1 and order_line_id = $2`,
    [uow.tenantId, uuidOf('oln', item.lineId)],
  )
  const reserved = order.items.find((one) => one.lineId === item.lineId && one.capability === 'RESERVE')

  return {
    orderId: order.id,
    lineId: line.lineId,
    itemId: item.id,
    offeringId: line.offeringId,
    specificationId: line.specificationId,
    quantity: line.quantity,
    configurationHash: line.configurationHash,
    selections: snapshot?.selections ?? [],
    reservationReference: reserved?.externalReference ?? null,
  }
}
