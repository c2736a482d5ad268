import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import { falloutChangeFeed } from '../fallout-change-feed.ts'

/** The feed reads the order's own topic, so that each case's changes come once and in order (M18, M19). */
export const feedFalloutChanges = consumer({
  name: 'order.feed-fallout-changes',
  tells: true,
  events: [
    orderEvents.OrderFalloutOpened,
    orderEvents.OrderFalloutAssigned,
    orderEvents.OrderFalloutAged,
    orderEvents.OrderFalloutResolved,
  ],
  async apply({ eventId, occurredAt, type, payload }, { uow }) {
    const { caseId, orderId, customerId } = payload
    const what = await standingOf(uow, caseId)

    falloutChangeFeed.append(uow, [
      {
        sourceEventId: eventId,
        subject: caseId,
        customerId,
        queue: what.queue,
        occurredAt,
        payload: {
          caseId,
          orderId,
          change: changes[type],
          ...what,
          assigneeId: 'assigneeId' in payload ? payload.assigneeId : null,
          standingMinutes: 'minutes' in payload ? payload.minutes : null,
          resolution: 'resolution' in payload ? payload.resolution : null,
        },
      },
    ])
  },
})

const changes = {
  OrderFalloutOpened: 'OPENED',
  OrderFalloutAssigned: 'CHANGED',
  OrderFalloutAged: 'AGEING',
  OrderFalloutResolved: 'RESOLVED',
} as const

type Standing = { queue: string; severity: string; reason: string }

/** What of a case never changes after it was opened; its row was written with the event that told of it. */
async function standingOf({ sql, tenantId }: UnitOfWork, caseId: string): Promise<Standing> {
  const [found] = await sql<Standing>(
    `select owner_group as queue, severity, reason_code as reason from order_fallout_case
     where tenant_id = $1 and fallout_case_id = $2`,
    [tenantId, uuidOf('fal', caseId)],
  )
  if (!found) throw new Error(`There is no fallout case ${caseId}.`)

  return found
}
