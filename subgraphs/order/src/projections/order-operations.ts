import { orderEvents } from '@pactwork/contracts/events/order'
import { uuidOf } from '@pactwork/kernel/ids'
import { projection } from '@pactwork/kernel/projection'

const itemEvents = [
  orderEvents.FulfillmentItemReady,
  orderEvents.OrderFulfillmentItemStarted,
  orderEvents.OrderFulfillmentItemWaiting,
  orderEvents.OrderFulfillmentItemOutcomeUnknown,
  orderEvents.OrderFulfillmentItemCompleted,
  orderEvents.OrderFulfillmentItemFailed,
] as const

/** What a fact about an item makes of its state. */
const itemAfter = {
  FulfillmentItemReady: 'READY',
  OrderFulfillmentItemStarted: 'IN_PROGRESS',
  OrderFulfillmentItemWaiting: 'WAITING_EXTERNAL',
  OrderFulfillmentItemOutcomeUnknown: 'WAITING_UNKNOWN_OUTCOME',
  OrderFulfillmentItemCompleted: 'COMPLETED',
  OrderFulfillmentItemFailed: 'FAILED',
} as const

/** Orders as operations look at them: items by state, tries, references, open cases, who owns them (ORD-21, ORD-22). */
export const orderOperations = projection({
  name: 'order_operations',
  version: 1,
  events: [
    orderEvents.OrderCaptured,
    orderEvents.OrderDecomposed,
    ...itemEvents,
    orderEvents.OrderFalloutOpened,
    orderEvents.OrderFalloutResolved,
    orderEvents.OrderCompleted,
    orderEvents.OrderCancelled,
  ],
  async apply(event, { sql, table, tenantId }) {
    const at = [tenantId, uuidOf('ord', event.payload.orderId), event.occurredAt] as const
    const change = (assignments: string, ...values: unknown[]) =>
      sql(`update ${table} set ${assignments}, changed_at = $3 where tenant_id = $1 and order_id = $2`, [
        ...at,
        ...values,
      ])

    switch (event.type) {
      case 'OrderCaptured':
        await sql(
          `insert into ${table} (tenant_id, order_id, order_number, customer_id, items, retries, external_references,
             open_cases, owner_group, ended, captured_at, changed_at)
           values ($1, $2, $4, $5, '{}', 0, '{}', '{}', null, false, $3, $3)`,
          [...at, event.payload.orderNumber, uuidOf('cus', event.payload.customerId)],
        )
        return
      case 'OrderDecomposed':
        await change(
          'items = $4',
          Object.fromEntries(event.payload.items.map((item) => [item.itemId, 'PENDING'])),
        )
        return
      case 'OrderFalloutOpened':
        await change(
          'open_cases = open_cases || jsonb_build_object($4::text, $5::text), owner_group = $5',
          event.payload.caseId,
          event.payload.ownerGroup,
        )
        return
      case 'OrderFalloutResolved':
        await change(
          `open_cases = open_cases - $4::text,
           owner_group = (select max(value) from jsonb_each_text(open_cases - $4::text))`,
          event.payload.caseId,
        )
        return
      case 'OrderCompleted':
        await change('ended = true')
        return
      case 'OrderCancelled':
        await change(
          'ended = true, items = (select coalesce(jsonb_object_agg(key, $4::text), $5) from jsonb_each(items))',
          'CANCELLED',
          {},
        )
        return
      default: {
        const { itemId, attempt } = event.payload
        await change(
          'items = items || jsonb_build_object($4::text, $5::text), retries = greatest(retries, $6::int)',
          itemId,
          itemAfter[event.type],
          attempt - 1,
        )
        if (event.type === 'OrderFulfillmentItemCompleted') {
          const { externalReference } = event.payload
          await change(
            'external_references = external_references || jsonb_build_object($4::text, $5::text)',
            itemId,
            externalReference,
          )
        }
      }
    }
  },
})
