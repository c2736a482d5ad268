import { query } from '@pactwork/kernel/resolver'
import { isOpen, statusOf } from '../order.ts'
import { itemOf } from '../fulfillment/fulfillment.ts'
import { machines, ordersById, ordersOfCases, ordersOfItems } from '../order-views.ts'

const reads = { permission: 'order:read', machines }
const machineOnly = { permission: null, machines }

export const order = query(reads, ({ id }: { id: string }, { load }) => load(ordersById, id))

export const falloutCase = query(
  { permission: 'fallout:read', machines },
  async ({ id }: { id: string }, { load }) => ((await load(ordersOfCases, id)) === null ? null : { id }),
)

export const fulfillmentItem = query(machineOnly, async ({ itemId }: { itemId: string }, { load }) =>
  (await load(ordersOfItems, itemId)) === null ? null : { id: itemId },
)

/** What is final of an item; everything else may still become it. */
const finalItem: Readonly<Record<string, string>> = {
  COMPLETED: 'COMPLETED',
  COMPENSATED: 'COMPLETED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
}

export const fulfillmentItemOutcome = query(machineOnly, async ({ itemId }: { itemId: string }, { load }) => {
  const found = await load(ordersOfItems, itemId)
  if (found === null) return null

  const { state, attempt, externalReference } = itemOf(found, itemId)

  return {
    itemId,
    orderId: found.id,
    attempt,
    state,
    outcome: finalItem[state] ?? 'OPEN',
    inFallout: found.cases.some((one) => one.itemId === itemId && isOpen(one)),
    externalReference,
  }
})

export const orderOutcome = query(machineOnly, async ({ orderId }: { orderId: string }, { load }) => {
  const found = await load(ordersById, orderId)
  if (found === null) return null

  const status = statusOf(found)

  return { orderId, status, outcome: ['COMPLETED', 'CANCELLED', 'FAILED'].includes(status) ? status : 'OPEN' }
})
