import { orderEvents, type OrderEvent } from '@pactwork/contracts/events/order'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import { evolve } from './order.evolve.ts'
import { orderOf, type HeaderRow } from './order.rows.ts'
import { saveCases, saveItems, saveLines, saveMilestones } from './order.parts.ts'
import { fulfillmentStateOf, statusOf, type Order } from './order.ts'

/** Orders within a unit of work: locked by their header, loaded without snapshots, saved by what changed (M11). */
export const orders = aggregate<Order, OrderEvent>({
  kind: 'ord',
  type: 'Order',
  events: orderEvents,
  evolve,
  processBusinessKey: (order) => order.id,

  async load(uow, id) {
    const [header] = await uow.sql<HeaderRow>(
      'select * from customer_order where tenant_id = $1 and order_id = $2 for no key update',
      [uow.tenantId, uuidOf('ord', id)],
    )

    // A statement of its own: it has to see what the holder of the lock committed while we waited for it.
    return header && orderOf(header, await partsOf(uow, header.order_id))
  },

  async save(uow, order, before) {
    await (before === undefined ? insertHeader(uow, order) : updateHeader(uow, order))
    if (before === undefined) await saveLines(uow, order)
    await saveItems(uow, order, before)
    await saveCases(uow, order, before)
    await saveMilestones(uow, order, before)
  },
})

type Parts = Parameters<typeof orderOf>[1]

/** Everything below the header `o`; hundreds of items are a few dozen kilobytes. */
const parts = `
  (select coalesce(json_agg(l order by l.line_number), '[]') from (
     select order_line_id, source_quote_line_id, line_number, action, product_offering_id, offering_version,
       product_spec_id, quantity, configuration_id, configuration_hash
     from customer_order_line where tenant_id = o.tenant_id and order_id = o.order_id) l) as lines,
  (select coalesce(json_agg(i order by i.position), '[]') from (
     select fulfillment_item_id, order_line_id, position, item_type, responsible_system, depends_on, status,
       attempt, key_attempt, external_reference, error_code
     from fulfillment_item where tenant_id = o.tenant_id and order_id = o.order_id) i) as items,
  (select coalesce(json_agg(c order by c.opened_at, c.fallout_case_id), '[]') from (
     select fallout_case_id, status, phase, severity, reason_code, fulfillment_item_id, order_line_id,
       owner_group, owner_user_id, evidence, opened_at, resolved_at, resolution_code, ageing_mark
     from order_fallout_case where tenant_id = o.tenant_id and order_id = o.order_id) c) as cases,
  (select coalesce(json_agg(m.milestone order by m.position), '[]')
     from order_milestone m where m.tenant_id = o.tenant_id and m.order_id = o.order_id) as milestones`

async function partsOf(uow: UnitOfWork, orderId: string): Promise<Parts> {
  const [found] = await uow.sql<Parts>(
    `select ${parts} from customer_order o where o.tenant_id = $1 and o.order_id = $2`,
    [uow.tenantId, orderId],
  )

  return found ?? { lines: [], items: [], cases: [], milestones: [] }
}

/** Orders for reading, without locks, in one statement; ids that do not exist are missing. */
export async function readOrders(uow: UnitOfWork, ids: readonly string[]): Promise<Order[]> {
  const rows = await uow.sql<HeaderRow & Parts>(
    `select o.*, ${parts} from customer_order o where o.tenant_id = $1 and o.order_id = any($2::uuid[])`,
    [uow.tenantId, ids.map((id) => uuidOf('ord', id))],
  )

  return rows.map((row) => orderOf(row, row))
}

/** What changes on a header, in the order of the statements below. */
const changing = (uow: UnitOfWork, order: Order): unknown[] => [
  uow.tenantId,
  uuidOf('ord', order.id),
  order.version,
  statusOf(order),
  order.captureState,
  fulfillmentStateOf(order),
  order.fulfillmentStarted,
  order.cancellation,
  order.validationRun,
  order.planId === null ? null : uuidOf('pln', order.planId),
  order.planHash,
  order.updatedAt,
]

async function updateHeader(uow: UnitOfWork, order: Order): Promise<void> {
  await uow.sql(
    `update customer_order set version = $3, status = $4, capture_state = $5, fulfillment_state = $6,
       fulfillment_started = $7, cancellation = $8, validation_run = $9, plan_id = $10, plan_hash = $11,
       updated_at = $12
     where tenant_id = $1 and order_id = $2`,
    changing(uow, order),
  )
}

async function insertHeader(uow: UnitOfWork, order: Order): Promise<void> {
  await uow.sql(
    `insert into customer_order (tenant_id, order_id, version, status, capture_state, fulfillment_state,
       fulfillment_started, cancellation, validation_run, plan_id, plan_hash, updated_at, order_number, order_type,
       capture_mode, priority, customer_id, source_quote_id, source_quote_number, source_quote_revision,
       acceptance_id, evidence_hash, currency, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
       $23, $24, $25)`,
    [
      ...changing(uow, order),
      order.orderNumber,
      order.orderType,
      order.captureMode,
      order.priority,
      uuidOf('cus', order.customerId),
      uuidOf('quo', order.sourceQuoteId),
      order.sourceQuoteNumber,
      order.sourceQuoteRevision,
      uuidOf('acc', order.acceptanceId),
      order.evidenceHash,
      order.currency,
      order.createdBy,
      order.createdAt,
    ],
  )
}
