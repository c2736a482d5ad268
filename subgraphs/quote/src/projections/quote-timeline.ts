import { approvalEvents } from '@pactwork/contracts/events/approval'
import { quoteEvents } from '@pactwork/contracts/events/quote'
import { uuidOf } from '@pactwork/kernel/ids'
import { projection } from '@pactwork/kernel/projection'
import { summaryOf } from '../timeline-summary.ts'

/** What happened to each quote, its approvals included, for people to read. */
export const quoteTimeline = projection({
  name: 'quote_timeline',
  version: 1,
  events: [...Object.values(quoteEvents), ...Object.values(approvalEvents)],
  async apply(event, { sql, tenantId, table }) {
    const { type, payload, actor } = event
    await sql(
      `insert into ${table} (tenant_id, quote_id, event_id, type, revision, summary, actor, correlation_id, occurred_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        tenantId,
        uuidOf('quo', payload.quoteId),
        event.eventId,
        type,
        payload.revision,
        summaryOf(event),
        actor.onBehalfOf ?? actor.id,
        event.correlationId,
        event.occurredAt,
      ],
    )
  },
})
