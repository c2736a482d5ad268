import { isPermitted } from '@pactwork/kernel/actor'
import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { Batch, GraphContext, Reading } from '@pactwork/kernel/graph-context'
import { idOf, isId, uuidOf } from '@pactwork/kernel/ids'
import { machineRoles } from '@pactwork/kernel/runtime/call-identity'
import { readOrders } from './order.store.ts'
import type { Order } from './order.ts'

/** Machines that read orders: everyone of ours but the gateway, which only ever forwards a person. */
export const machines = machineRoles.filter((role) => role !== 'gateway')

/** What our own people may see of an order besides what everybody may (SEC-02g). */
export const maySee = {
  order: (reading: Pick<Reading, 'actor'>) =>
    isPermitted(reading.actor, { permission: 'order:read', machines }),
  inside: (reading: Pick<Reading, 'actor'>) =>
    isPermitted(reading.actor, { permission: 'customer:any', machines }),
  trace: (reading: Pick<Reading, 'actor'>) =>
    isPermitted(reading.actor, { permission: 'order:operate', machines }),
  fallout: (reading: Pick<Reading, 'actor'>) =>
    isPermitted(reading.actor, { permission: 'fallout:read', machines }),
}

/** Orders by id; what is not the actor's is missing, exactly as if it did not exist (M5). */
export const ordersById: Batch<Order> = async (ids, reading) => {
  if (!maySee.order(reading)) return ids.map(() => undefined)

  const known = ids.filter((id) => isId('ord', id))
  const [authority, found] = await Promise.all([
    reading.authority(),
    reading.read((uow) => readOrders(uow, known)),
  ])
  const seen = new Map(
    found.filter((order) => mayActFor(authority, order.customerId)).map((one) => [one.id, one]),
  )

  return ids.map((id) => seen.get(id))
}

type Owner = { id: string; order_id: string }

/** The order of each id by one statement that names `id` and `order_id`; then the orders themselves. */
const through =
  (kind: string, statement: string): Batch<Order> =>
  async (ids, reading) => {
    const uuids = ids.filter((id) => isId(kind, id)).map((id) => uuidOf(kind, id))
    const owners = await reading.read((uow) => uow.sql<Owner>(statement, [uow.tenantId, uuids]))
    const orderOf = new Map<string, string>(
      owners.map((row) => [idOf(kind, row.id), idOf('ord', row.order_id)]),
    )
    const orders = await Promise.all(
      ids.map(async (id) => {
        const orderId = orderOf.get(id)

        return orderId === undefined ? null : reading.load(ordersById, orderId)
      }),
    )

    return orders.map((order) => order ?? undefined)
  }

/** Orders by one of their items. */
export const ordersOfItems = through(
  'itm',
  `select fulfillment_item_id as id, order_id from fulfillment_item
   where tenant_id = $1 and fulfillment_item_id = any($2::uuid[])`,
)

/** Orders by one of their fallout cases. */
export const ordersOfCases = through(
  'fal',
  `select fallout_case_id as id, order_id from order_fallout_case
   where tenant_id = $1 and fallout_case_id = any($2::uuid[])`,
)

/** Orders by the acceptance they were made from. */
export const ordersOfAcceptances = through(
  'acc',
  'select acceptance_id as id, order_id from customer_order where tenant_id = $1 and acceptance_id = any($2::uuid[])',
)

/** Orders by the quote they were made from. */
export const ordersOfQuotes = through(
  'quo',
  'select source_quote_id as id, order_id from customer_order where tenant_id = $1 and source_quote_id = any($2::uuid[])',
)

/** The order behind a parent that is one already or only its id. */
export async function orderBehind(
  parent: Order | { id: string },
  context: GraphContext,
): Promise<Order | null> {
  return 'orderNumber' in parent ? parent : context.load(ordersById, parent.id)
}
