import { captureOrder } from '@pactwork/order/capture/commands/capture-order'
import { decomposeOrder } from '@pactwork/order/decomposition/commands/decompose-order'
import { recordItemOutcome } from '@pactwork/order/fulfillment/commands/record-item-outcome'
import { startFulfillmentItem } from '@pactwork/order/fulfillment/commands/start-fulfillment-item'
import { validateOrder } from '@pactwork/order/validation/commands/validate-order'
import { idOf } from '@pactwork/kernel/ids'
import type { Result } from '@pactwork/kernel/command'
import type { Owners } from './owners.ts'
import type { OrderProbe } from './runtime.ts'

/** The order a payload names; a refusal ends the test with its code. */
export function orderIdOf(result: Result): string {
  const order = result['order']
  if (typeof result['code'] === 'string' || typeof order !== 'object' || order === null || !('id' in order)) {
    throw new Error(`No order: ${JSON.stringify(result)}`)
  }

  return String(order.id)
}

/** What a machine captures an acceptance with. */
export const acceptanceOf = ({ acceptanceId, quoteId, revision, customerId }: Owners) => ({
  acceptanceId,
  quoteId,
  revision,
  customerId,
})

/** An order with its plan, made by the commands themselves. */
export async function planned(probe: OrderProbe, told: Owners): Promise<string> {
  const consumer = probe.machine('consumer')
  const orderId = orderIdOf(await probe.run(captureOrder, acceptanceOf(told), consumer, undefined, told))
  await probe.run(validateOrder, { orderId }, consumer, undefined, told)
  await probe.run(decomposeOrder, { orderId }, consumer, undefined, told)

  return orderId
}

type Item = { id: string; capability: string; state: string }

/** The items of an order in plan order. */
export async function itemsOf(probe: OrderProbe): Promise<Item[]> {
  const rows = await probe.read<{ id: string; capability: string; state: string }>(
    'select fulfillment_item_id as id, item_type as capability, status as state from fulfillment_item order by position',
  )

  return rows.map((row) => ({ ...row, id: idOf('itm', row.id) }))
}

export const start = (probe: OrderProbe, itemId: string) =>
  probe.run(startFulfillmentItem, { itemId }, probe.machine('worker'))

/** Something observed of an item; done unless said otherwise. */
export const observe = (
  probe: OrderProbe,
  itemId: string,
  seen: Record<string, unknown> = {},
  key?: string,
) =>
  probe.run(
    recordItemOutcome,
    {
      itemId,
      attempt: null,
      outcome: 'COMPLETED',
      externalReference: `X-${itemId}`,
      errorClass: null,
      errorCode: null,
      sends: 1,
      lastObservation: null,
      ...seen,
    },
    probe.machine('consumer'),
    key,
  )

/** How often each event type stands in the journal, and whether versions have no gap. */
export async function journal(probe: OrderProbe) {
  const rows = await probe.read<{
    type: string
    version: number
    payload: { payload: { position?: number } }
  }>('select type, aggregate_version as version, payload from outbox_event order by seq')

  return {
    of: (type: string) => rows.filter((row) => row.type === type),
    versions: rows.map((row) => row.version),
    milestones: rows.flatMap((row) =>
      row.type === 'OrderMilestoneReached' ? [row.payload.payload.position] : [],
    ),
  }
}
