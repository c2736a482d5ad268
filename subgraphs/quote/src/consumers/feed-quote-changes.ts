import type { PublishedEvent } from '@pactwork/contracts/events/define'
import { quoteEvents } from '@pactwork/contracts/events/quote'
import { consumer } from '@pactwork/kernel/consumer'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { quoteChangeFeed, type QuoteChange } from '../changes/quote-change-feed.ts'
import {
  noteWhetherPriceHolds,
  watchedQuote,
  watchQuote,
  type WatchedQuote,
} from '../changes/watched-quote.store.ts'

type QuoteFact = PublishedEvent<(typeof quoteEvents)[keyof typeof quoteEvents]>
type Told = Pick<QuoteChange, 'change'> & Partial<Pick<QuoteChange, 'reasons' | 'validUntil'>>

/**
 * The feed reads the quote's own topic, so that changes come once and in order. A price goes stale once: by the
 * first change of the draft after it was made, or because its owner no longer stands by it.
 */
export const feedQuoteChanges = consumer({
  name: 'quote.feed-changes',
  tells: true,
  events: Object.values(quoteEvents),
  async apply(event, { uow }) {
    const { quoteId, revision } = event.payload
    const told = toldBy(event)
    const quote = await follow(event, uow)
    if (!told || !quote) return

    const { number, ownerId, customerId } = quote
    const payload = { quoteId, number, ownerId, revision, reasons: [], validUntil: null, ...told }
    const { eventId: sourceEventId, occurredAt, correlationId } = event
    quoteChangeFeed.append(uow, [
      { sourceEventId, correlationId, subject: quoteId, customerId, occurredAt, payload },
    ])
  },
})

/** Keeps track of the quote; undefined when the fact changes nothing that is told. */
async function follow(event: QuoteFact, uow: UnitOfWork): Promise<WatchedQuote | undefined> {
  const { quoteId } = event.payload
  if (event.type === 'QuoteCreated') {
    await watchQuote(uow, quoteId, event.payload)
    return undefined
  }
  if (event.type === 'QuotePriced') await noteWhetherPriceHolds(uow, quoteId, true)
  else if (toldBy(event)?.change === 'STALE') return noteWhetherPriceHolds(uow, quoteId, false)

  return watchedQuote(uow, quoteId)
}

function toldBy({ type, payload }: QuoteFact): Told | undefined {
  switch (type) {
    case 'QuotePriced':
      return { change: 'REPRICED', validUntil: payload.validUntil }
    case 'QuotePriceStaled':
      return { change: 'STALE', reasons: payload.reasons }
    case 'QuoteLineAdded':
      return changed('LINE_ADDED')
    case 'QuoteLineConfigured':
      return changed('LINE_CONFIGURED')
    case 'QuoteLineRemoved':
      return changed('LINE_REMOVED')
    case 'QuoteLineDiscounted':
      return changed('LINE_DISCOUNTED')
    case 'QuoteTermChanged':
      return changed('TERM_CHANGED')
    case 'QuoteRevised':
      return changed('REVISED')
    case 'QuoteApproved':
      return { change: 'APPROVED', validUntil: payload.validUntil }
    case 'QuoteRejected':
      return { change: 'REJECTED' }
    case 'QuoteExpiring':
      return { change: 'EXPIRING', validUntil: payload.validUntil }
    case 'QuoteExpired':
      return { change: 'EXPIRED', validUntil: payload.validUntil }
    case 'QuoteCreated':
    case 'QuoteSubmitted':
    case 'QuoteAccepted':
    case 'QuoteCancelled':
      return undefined
  }
}

const changed = (is: string): Told => ({ change: 'STALE', reasons: [{ fact: 'quote', was: null, is }] })
