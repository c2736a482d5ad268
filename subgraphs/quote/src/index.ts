import { defineContext } from '@pactwork/kernel/context'
import { streamResolvers } from '@pactwork/kernel/feed-stream'
import { mutation } from '@pactwork/kernel/resolver'
import { acceptQuote } from './commands/accept-quote.ts'
import { addQuoteLine } from './commands/add-quote-line.ts'
import { announceQuoteExpiry } from './commands/announce-quote-expiry.ts'
import { cancelQuote } from './commands/cancel-quote.ts'
import { changeQuoteTerm } from './commands/change-quote-term.ts'
import { configureQuoteLine } from './commands/configure-quote-line.ts'
import { createQuote } from './commands/create-quote.ts'
import { discountQuoteLine } from './commands/discount-quote-line.ts'
import { expireQuote } from './commands/expire-quote.ts'
import { priceQuote } from './commands/price-quote.ts'
import { recordQuoteApproval } from './commands/record-quote-approval.ts'
import { recordQuoteRejection } from './commands/record-quote-rejection.ts'
import { recordStalePrice } from './commands/record-stale-price.ts'
import { removeQuoteLine } from './commands/remove-quote-line.ts'
import { reviseQuote } from './commands/revise-quote.ts'
import { submitQuote } from './commands/submit-quote.ts'
import { feedQuoteChanges } from './consumers/feed-quote-changes.ts'
import { markStaleDrafts } from './consumers/mark-stale-drafts.ts'
import { recordGrantedApproval } from './consumers/record-granted-approval.ts'
import { recordRefusedApproval } from './consumers/record-refused-approval.ts'
import { announceExpiryWhenDue } from './due-work/announce-expiry-when-due.ts'
import { checkPriceWhenDue } from './due-work/check-price-when-due.ts'
import { checkPricedDrafts } from './due-work/check-priced-drafts.ts'
import { expireQuoteWhenDue } from './due-work/expire-quote-when-due.ts'
import { quoteSummary } from './projections/quote-summary.ts'
import { quoteTimeline } from './projections/quote-timeline.ts'
import * as machineQueries from './resolvers/machine-queries.ts'
import * as payloads from './resolvers/payloads.ts'
import * as queries from './resolvers/queries.ts'
import * as types from './resolvers/quote.ts'
import { QuoteChange, quoteChanges } from './resolvers/quote-changes.ts'

const mutations = [
  createQuote,
  addQuoteLine,
  configureQuoteLine,
  removeQuoteLine,
  discountQuoteLine,
  changeQuoteTerm,
  priceQuote,
  submitQuote,
  reviseQuote,
  acceptQuote,
  cancelQuote,
]

const streams = streamResolvers({ quoteChanges })

export default defineContext({
  name: 'quote',
  schema: new URL('../schema/', import.meta.url),
  commands: [
    ...mutations,
    recordStalePrice,
    recordQuoteApproval,
    recordQuoteRejection,
    announceQuoteExpiry,
    expireQuote,
  ],
  consumers: [recordGrantedApproval, recordRefusedApproval, markStaleDrafts, feedQuoteChanges],
  projections: [quoteSummary, quoteTimeline],
  dueWork: [announceExpiryWhenDue, checkPriceWhenDue, checkPricedDrafts, expireQuoteWhenDue],
  resolvers: {
    Query: { ...queries, ...machineQueries, ...streams.Query },
    Mutation: Object.fromEntries(mutations.map((command) => [command.name, mutation(command)])),
    Subscription: streams.Subscription,
    ...types,
    ...payloads,
    QuoteChange,
  },
})
