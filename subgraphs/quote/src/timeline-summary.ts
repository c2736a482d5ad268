import type { approvalEvents } from '@pactwork/contracts/events/approval'
import type { PublishedEvent } from '@pactwork/contracts/events/define'
import type { quoteEvents } from '@pactwork/contracts/events/quote'

type QuoteFact = PublishedEvent<(typeof quoteEvents)[keyof typeof quoteEvents]>
type ApprovalFact = PublishedEvent<(typeof approvalEvents)[keyof typeof approvalEvents]>

/** One fact in a sentence. */
export function summaryOf({ type, payload }: QuoteFact | ApprovalFact): string {
  switch (type) {
    case 'QuoteCreated':
      return `${payload.number} was begun.`
    case 'QuoteLineAdded':
      return `${payload.quantity} × ${payload.offeringName} was added.`
    case 'QuoteLineConfigured':
      return `A line was configured: ${payload.configurationStatus}.`
    case 'QuoteLineRemoved':
      return 'A line was removed.'
    case 'QuoteLineDiscounted':
      return `A discount of ${payload.basisPoints} basis points was asked for.`
    case 'QuoteTermChanged':
      return `The term is ${payload.termMonths} months.`
    case 'QuotePriced':
      return `Priced at ${payload.contractValue.amount} ${payload.contractValue.currency} over the term.`
    case 'QuotePriceStaled':
      return `The price no longer holds: ${payload.reasons
        .map(({ fact }) => fact)
        .join(', ')
        .slice(0, 200)}.`
    case 'QuoteSubmitted':
      return `Revision ${payload.revision} was submitted.`
    case 'QuoteApproved':
      return `Revision ${payload.revision} is on offer until ${payload.validUntil}.`
    case 'QuoteRejected':
      return `Revision ${payload.revision} is not on offer.`
    case 'QuoteRevised':
      return `Revision ${payload.revision} was begun.`
    case 'QuoteAccepted':
      return `Revision ${payload.revision} was accepted.`
    case 'QuoteExpiring':
      return `The offer is valid until ${payload.validUntil}.`
    case 'QuoteExpired':
      return `The offer expired after ${payload.validUntil}.`
    case 'QuoteCancelled':
      return 'The quote was withdrawn.'
    case 'ApprovalRequested':
      return `Approval at level ${payload.level} was asked for.`
    case 'ApprovalWaived':
      return 'The policy asks for no approval.'
    case 'ApprovalGranted':
      return `Approval at level ${payload.level} was granted.`
    case 'ApprovalRejected':
      return `Approval at level ${payload.level} was refused.`
    case 'ApprovalInvalidated':
      return 'The approval is void.'
  }
}
