import { orderEvents } from '@pactwork/contracts/events/order'
import { projection } from '@pactwork/kernel/projection'
import { uuidOf } from '@pactwork/kernel/ids'
import type { CustomerStatus } from '../customer-status.ts'

const {
  OrderCaptured,
  OrderValidated,
  OrderFulfillmentStarted,
  OrderCancellationRequested,
  OrderCancelled,
  OrderCompleted,
  OrderMilestoneReached,
} = orderEvents

/** What a fact means to the customer; whatever operations struggle with changes nothing here (ORD-13). */
const statusAfter: Readonly<Record<string, CustomerStatus>> = {
  OrderValidated: 'PREPARING_ORDER',
  OrderFulfillmentStarted: 'IN_PROGRESS',
  OrderCancellationRequested: 'CANCELLING',
  OrderCancelled: 'CANCELLED',
  OrderCompleted: 'COMPLETED',
}

/** Orders as sales and customers list them (ORD-22). */
export const orderSummary = projection({
  name: 'order_summary',
  version: 1,
  events: [
    OrderCaptured,
    OrderValidated,
    OrderFulfillmentStarted,
    OrderCancellationRequested,
    OrderCancelled,
    OrderCompleted,
    OrderMilestoneReached,
  ],
  async apply(event, { sql, table, tenantId }) {
    const orderId = uuidOf('ord', event.payload.orderId)
    if (event.type === 'OrderCaptured') {
      const { payload } = event
      await sql(
        `insert into ${table} (tenant_id, order_id, order_number, customer_id, source_quote_id, status, line_count,
           offering_ids, last_milestone, captured_at, changed_at)
         values ($1, $2, $3, $4, $5, 'ORDER_RECEIVED', $6, $7, null, $8, $8)`,
        [
          tenantId,
          orderId,
          payload.orderNumber,
          uuidOf('cus', payload.customerId),
          uuidOf('quo', payload.sourceQuoteId),
          payload.lines.length,
          [...new Set(payload.lines.map((line) => uuidOf('off', line.offeringId)))],
          event.occurredAt,
        ],
      )
      return
    }
    if (event.type === 'OrderMilestoneReached') {
      await sql(
        `update ${table} set last_milestone = $3, changed_at = $4 where tenant_id = $1 and order_id = $2`,
        [tenantId, orderId, event.payload.milestone, event.occurredAt],
      )
      return
    }
    await sql(`update ${table} set status = $3, changed_at = $4 where tenant_id = $1 and order_id = $2`, [
      tenantId,
      orderId,
      statusAfter[event.type],
      event.occurredAt,
    ])
  },
})
