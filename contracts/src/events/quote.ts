import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

const inQuote = { quoteId: z.string(), revision: z.int().positive() }
const money = z.object({ amount: z.string(), currency: z.string() })

/** What quote saw of a customer when it asked: references and classes, nothing personal (QUO-10, M17). */
const customerSnapshot = z.object({
  customerId: z.string(),
  version: z.int(),
  hash: z.string(),
  segment: z.string(),
  status: z.string(),
  asOf: z.string(),
})

/** Where one line stands with its stock: a reference to inventory's evidence, never its answer (QUO-13). */
const availability = z.object({
  lineId: z.string(),
  state: z.enum(['NOT_CHECKED', 'AVAILABLE', 'PARTIALLY_AVAILABLE', 'UNAVAILABLE', 'STALE', 'UNKNOWN']),
  evidenceId: z.string().nullable(),
  hash: z.string().nullable(),
  asOf: z.string(),
})

export const quoteEvents = defineEvents({
  context: 'quote',
  aggregate: 'Quote',
  topic: 'pactwork.quote.quote.v1',
  events: {
    QuoteCreated: {
      version: 1,
      description: 'A draft quote exists.',
      payload: z.object({
        ...inQuote,
        number: z.string(),
        customerId: z.string(),
        customerSnapshot,
        ownerId: z.string(),
        currency: z.string(),
        termMonths: z.int().positive(),
        channel: z.string(),
      }),
    },
    QuoteLineAdded: {
      version: 1,
      description: 'A draft has one more line; its price is no longer current.',
      payload: z.object({
        ...inQuote,
        lineId: z.string(),
        action: z.literal('ADD'),
        offeringId: z.string(),
        offeringVersion: z.string(),
        offeringName: z.string(),
        specificationId: z.string().nullable(),
        catalogVersion: z.string(),
        publicationHash: z.string(),
        quantity: z.int().positive(),
        siteId: z.string().nullable(),
      }),
    },
    QuoteLineConfigured: {
      version: 1,
      description: 'A line refers to an evaluated configuration; only a VALID one can be priced.',
      payload: z.object({
        ...inQuote,
        lineId: z.string(),
        quantity: z.int().positive(),
        configurationId: z.string(),
        configurationStatus: z.enum(['VALID', 'INVALID']),
        configurationHash: z.string(),
        catalogVersion: z.string(),
        offeringVersion: z.string(),
        asOf: z.string(),
      }),
    },
    QuoteLineRemoved: {
      version: 1,
      description: 'A draft has one line less; its price is no longer current.',
      payload: z.object({ ...inQuote, lineId: z.string() }),
    },
    QuoteLineDiscounted: {
      version: 1,
      description:
        'A manual discount was asked for one line, with who, why and with which authority (PRC-05).',
      payload: z.object({
        ...inQuote,
        lineId: z.string(),
        basisPoints: z.int().nonnegative(),
        reason: z.string(),
        by: z.string(),
        authorityBasisPoints: z.int().nonnegative(),
        authorityVersion: z.string(),
        approvalImpact: z.boolean(),
      }),
    },
    QuoteTermChanged: {
      version: 1,
      description: 'The contract term of a draft changed; its price is no longer current.',
      payload: z.object({ ...inQuote, termMonths: z.int().positive() }),
    },
    QuotePriced: {
      version: 1,
      description: 'A draft refers to an immutable price result of exactly its lines, term and discounts.',
      payload: z.object({
        ...inQuote,
        priceResultId: z.string(),
        priceHash: z.string(),
        inputHash: z.string(),
        traceHash: z.string(),
        priceBookVersion: z.string(),
        policyVersion: z.string(),
        oneTime: money,
        contractValue: money,
        contractValueMinor: z.int(),
        discount: money,
        discountBasisPoints: z.int(),
        approvalTriggers: z.array(z.string()),
        validUntil: z.iso.date(),
        customerSnapshot,
        asOf: z.string(),
      }),
    },
    QuotePriceStaled: {
      version: 1,
      description:
        'The price of a draft no longer rests on true facts, or its validity has passed, as its owner said (M35).',
      payload: z.object({
        ...inQuote,
        priceResultId: z.string(),
        priceHash: z.string(),
        reasons: z.array(
          z.object({ fact: z.string(), was: z.string().nullable(), is: z.string().nullable() }),
        ),
        reasonCount: z.int().positive(),
      }),
    },
    QuoteSubmitted: {
      version: 1,
      description: 'The revision is frozen and asks for approval; all evidence was fresh.',
      payload: z.object({
        ...inQuote,
        customerId: z.string(),
        priceResultId: z.string(),
        priceHash: z.string(),
        discountBasisPoints: z.int(),
        contractValueMinor: z.int(),
        currency: z.string(),
        approvalTriggers: z.array(z.string()),
        submittedBy: z.string(),
        validUntil: z.iso.date(),
        customerSnapshot,
        availability: z.array(availability),
      }),
    },
    QuoteApproved: {
      version: 1,
      description: 'Approval of exactly this revision and price was recorded.',
      payload: z.object({
        ...inQuote,
        approvalId: z.string(),
        priceHash: z.string(),
        level: z.string(),
        decidedBy: z.string(),
        validUntil: z.iso.date(),
      }),
    },
    QuoteRejected: {
      version: 1,
      description: 'Approval of this revision was refused; a new revision may be made.',
      payload: z.object({ ...inQuote, approvalId: z.string(), decidedBy: z.string() }),
    },
    QuoteRevised: {
      version: 1,
      description:
        'A new draft revision with the lines of the former one; every approval of that one is void.',
      payload: z.object({
        ...inQuote,
        formerRevision: z.int().positive(),
        because: z.string(),
        by: z.string(),
      }),
    },
    QuoteAccepted: {
      version: 1,
      description: 'The customer accepted this revision, once for ever (M33).',
      payload: z.object({
        ...inQuote,
        acceptanceId: z.string(),
        customerId: z.string(),
        acceptedBy: z.string(),
        priceResultId: z.string(),
        priceHash: z.string(),
        approvalId: z.string(),
        customerSnapshot,
        evidenceHash: z.string(),
      }),
    },
    QuoteExpiring: {
      version: 1,
      description: 'The last business day of the offer is near; told once a revision.',
      payload: z.object({ ...inQuote, validUntil: z.iso.date(), daysLeft: z.int().nonnegative() }),
    },
    QuoteExpired: {
      version: 1,
      description: 'The offer is past its last day of validity.',
      payload: z.object({ ...inQuote, validUntil: z.iso.date() }),
    },
    QuoteCancelled: {
      version: 1,
      description: 'The quote was withdrawn before it was accepted.',
      payload: z.object({ ...inQuote, because: z.string(), by: z.string() }),
    },
  },
})

export type QuoteEvent = EventOf<typeof quoteEvents>

/** How many changed facts an event names at most; `reasonCount` counts all of them (M17). */
export const namedStaleReasons = 50
