import { defineErrors } from './define.ts'

export const quoteErrors = defineErrors({
  QUOTE_NOT_DRAFT: {
    message: 'The quote is {state}; only a draft can be changed.',
    todo: 'Revise the quote first.',
  },
  QUOTE_TRANSITION_NOT_ALLOWED: {
    message: 'A quote that is {state} does not take the command {command}.',
    todo: 'Look at the allowed commands of the quote.',
  },
  QUOTE_CHANGED_MEANWHILE: {
    message: 'The quote changed while its evidence was being gathered.',
    todo: 'Look at the quote again and repeat the command with a new idempotency key.',
  },
  QUOTE_NOT_OWNED: {
    message: 'Only the owner of a quote submits it.',
    todo: 'Ask the owner to submit the quote.',
  },
  QUOTE_HAS_NO_LINES: { message: 'The quote has no lines.', todo: 'Add a line first.' },
  QUOTE_LINE_LIMIT_REACHED: {
    message: 'A quote has at most {maximum} lines.',
    todo: 'Put the rest into another quote.',
  },
  QUOTE_LINE_NOT_FOUND: {
    message: 'The quote has no line {lineId}.',
    todo: 'Look at the lines of the quote.',
  },
  CUSTOMER_UNKNOWN: { message: 'There is no such customer.', todo: 'Check the id of the customer.' },
  CUSTOMER_NOT_ACTIVE: {
    message: 'The customer is {status}; only an active customer is offered anything.',
    todo: 'Ask the owner of the customer record to reactivate it.',
  },
  SITE_UNKNOWN: {
    message: 'The customer has no site {siteId}.',
    todo: 'Choose one of its sites or add one.',
  },
  OFFERING_UNKNOWN: { message: 'The catalog has no such offering.', todo: 'Check the id of the offering.' },
  OFFERING_NOT_ELIGIBLE: {
    message: 'The offering cannot be sold now: {reasons}',
    todo: 'Choose another offering or wait for the catalog manager.',
  },
  CONFIGURATION_REFUSED: {
    message: 'The configuration could not be evaluated: {because}.',
    todo: 'Correct the selections named there.',
  },
  CONFIGURATION_NOT_VALID: {
    message: 'These lines have no valid configuration: {lines}.',
    todo: 'Configure them until nothing is violated.',
  },
  DISCOUNT_ABOVE_POLICY: {
    message: 'A discount of {asked} basis points is more than the {maximum} the policy allows anyone.',
    todo: 'Ask for a smaller discount.',
  },
  PRICE_REFUSED: {
    message: 'The quote could not be priced: {because}',
    todo: 'Mend what is named there and price again.',
  },
  PRICE_MISSING_ON_QUOTE: { message: 'The quote has no price.', todo: 'Price the quote first.' },
  PRICE_STALE: {
    message: 'The price no longer holds: {because}.',
    todo: 'Price the quote again; a submitted quote has to be revised for it.',
  },
  AVAILABILITY_BLOCKS: {
    message: 'These lines cannot be supplied now: {lines}.',
    todo: 'Change the quantity or the offering, or wait for stock.',
  },
  QUOTE_PAST_VALIDITY: {
    message: 'The offer was valid until {validUntil}.',
    todo: 'Revise the quote and price it again.',
  },
  QUOTE_STILL_VALID: {
    message: 'The offer is valid until {validUntil} and does not expire before.',
    todo: 'Cancel the quote if it has to end now.',
  },
  QUOTE_NOT_YET_EXPIRING: {
    message: 'The offer is valid until {validUntil}; that is told {noticeDays} days before.',
    todo: 'Nothing: it is looked at again every day.',
  },
  QUOTE_NOT_APPROVED: {
    message: 'The quote is {state}; only an approved quote can be accepted.',
    todo: 'Wait for the approval.',
  },
  REVISION_NOT_CURRENT: {
    message: 'Revision {asked} is not the current one; that is {current}.',
    todo: 'Look at the current revision and decide on that.',
  },
  APPROVAL_STALE: {
    message: 'The approval does not cover this revision at this price: {because}.',
    todo: 'Have the current revision approved.',
  },
  CUSTOMER_CHANGED: {
    message: 'The quote is for another customer than the evidence.',
    todo: 'Repeat the command; tell support if it happens again.',
  },
  QUOTE_ALREADY_ACCEPTED: {
    message: 'The quote was accepted before.',
    todo: 'Follow the acceptance; its order is created by itself.',
    type: 'QuoteAlreadyAccepted',
  },
})
