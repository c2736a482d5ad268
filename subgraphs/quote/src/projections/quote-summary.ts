import { quoteEvents } from '@pactwork/contracts/events/quote'
import { uuidOf } from '@pactwork/kernel/ids'
import { projection } from '@pactwork/kernel/projection'

const stateAfter: Readonly<Record<string, string>> = {
  QuoteSubmitted: 'SUBMITTED',
  QuoteApproved: 'APPROVED',
  QuoteRejected: 'REJECTED',
  QuoteRevised: 'DRAFT',
  QuoteAccepted: 'ACCEPTED',
  QuoteExpired: 'EXPIRED',
  QuoteCancelled: 'CANCELLED',
}

/** Quotes in short, for lists. */
export const quoteSummary = projection({
  name: 'quote_summary',
  version: 1,
  events: Object.values(quoteEvents),
  async apply(event, { sql, tenantId, table }) {
    const { type, payload } = event
    const key = [tenantId, uuidOf('quo', payload.quoteId)]
    if (type === 'QuoteCreated') {
      await sql(
        `insert into ${table} (tenant_id, quote_id, number, state, revision, customer_id, owner_id, currency, line_count, changed_at)
         values ($1, $2, $3, 'DRAFT', $4, $5, $6, $7, 0, $8)`,
        [
          ...key,
          payload.number,
          payload.revision,
          uuidOf('cus', payload.customerId),
          uuidOf('usr', payload.ownerId),
          payload.currency,
          event.occurredAt,
        ],
      )
      return
    }

    const lines = type === 'QuoteLineAdded' ? 1 : type === 'QuoteLineRemoved' ? -1 : 0
    const value = type === 'QuotePriced' ? payload : undefined
    await sql(
      `update ${table} set state = coalesce($3, state), revision = $4, line_count = line_count + $5,
         contract_value = coalesce($6, contract_value), contract_value_minor = coalesce($7, contract_value_minor),
         changed_at = $8
       where tenant_id = $1 and quote_id = $2`,
      [
        ...key,
        stateAfter[type] ?? null,
        payload.revision,
        lines,
        value?.contractValue.amount ?? null,
        value?.contractValueMinor ?? null,
        event.occurredAt,
      ],
    )
  },
})
