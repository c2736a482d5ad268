import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { QuoteEvent } from '@pactwork/contracts/events/quote'
import type { Decision } from '@pactwork/kernel/decision'
import { acceptQuote } from './quote.acceptance.ts'
import { addLine, changeTerm, configureLine, discountLine, removeLine } from './quote.draft.ts'
import {
  acceptanceEvidence,
  customer,
  offering,
  quoteAfter,
  quoteIn,
  submissionEvidence,
} from './quote.examples.ts'
import {
  announceExpiry,
  cancel,
  expire,
  recordApproval,
  recordRejection,
  revise,
  submit,
} from './quote.lifecycle.ts'
import { priceQuote, recordStalePrice } from './quote.pricing.ts'
import {
  allowedCommands,
  describeTransitions,
  nextState,
  quoteStates,
  type QuoteCommand,
} from './quote-state.ts'
import type { Quote } from './quote.ts'

const asOf = '2026-07-02T10:00:00.000Z'

/** Every command with arguments that nothing but the state can object to. */
const commands: Record<QuoteCommand, (quote: Quote) => Decision<QuoteEvent>> = {
  addQuoteLine: (quote) =>
    addLine(quote, { lineId: 'qln_2', offering, quantity: 1, siteId: null, siteIds: [] }),
  configureQuoteLine: (quote) =>
    configureLine(quote, {
      lineId: 'qln_1',
      quantity: 2,
      evidence: {
        lineId: 'qln_1',
        configurationId: 'cfg_2',
        status: 'VALID',
        hash: 'sha256:other',
        catalogVersion: 'v1',
        offeringVersion: '1.0',
        asOf,
      },
    }),
  removeQuoteLine: (quote) => removeLine(quote, { lineId: 'qln_1' }),
  discountQuoteLine: (quote) =>
    discountLine(quote, {
      lineId: 'qln_1',
      basisPoints: 100,
      reason: 'asked',
      by: 'usr_sales',
      authorityBasisPoints: 500,
      authorityVersion: 'standard-1',
      maximumBasisPoints: 5000,
    }),
  changeQuoteTerm: (quote) => changeTerm(quote, { termMonths: 24 }),
  priceQuote: (quote) =>
    priceQuote(quote, {
      quoteVersion: quote.version,
      customer,
      price: { ...quoteIn('DRAFT').price!, resultId: 'prc_2', priceHash: 'sha256:again' },
    }),
  recordStalePrice: (quote) =>
    recordStalePrice(quote, {
      priceResultId: 'prc_1',
      reasons: [{ fact: 'policyVersion', was: 'standard-1', is: 'standard-2' }],
    }),
  submitQuote: (quote) => submit(quote, { by: 'usr_sales', evidence: submissionEvidence(quote) }),
  recordQuoteApproval: (quote) =>
    recordApproval(quote, {
      approvalId: 'apr_1',
      revision: quote.revision,
      priceHash: 'sha256:price',
      level: 'MANAGER',
      decidedBy: 'usr_approver',
    }),
  recordQuoteRejection: (quote) =>
    recordRejection(quote, { approvalId: 'apr_1', revision: quote.revision, decidedBy: 'usr_approver' }),
  reviseQuote: (quote) => revise(quote, { because: 'other terms', by: 'usr_sales' }),
  acceptQuote: (quote) =>
    acceptQuote(quote, {
      acceptanceId: 'acc_2',
      revision: quote.revision,
      by: 'usr_customer',
      businessDate: '2026-07-02',
      evidence: acceptanceEvidence(quote),
    }),
  announceQuoteExpiry: (quote) =>
    announceExpiry(quote, { revision: quote.revision, businessDate: '2026-07-30' }),
  expireQuote: (quote) => expire(quote, { businessDate: '2026-08-01' }),
  cancelQuote: (quote) => cancel(quote, { because: 'no budget', by: 'usr_sales' }),
}

const pairs = quoteStates.flatMap((state) =>
  (Object.keys(commands) as QuoteCommand[]).map((command) => [state, command] as const),
)

describe('QUO-01 the transition table is what the deciders do', () => {
  test.each(pairs)('%s and %s', (state, command) => {
    const quote = quoteIn(state)
    const decision = commands[command](quote)
    const expected = nextState(state, command)

    expect(decision.kind).toBe(expected ? 'accepted' : 'rejected')
    if (decision.kind === 'accepted') expect(quoteAfter(decision.events, quote).state).toBe(expected)
  })
})

test('the description of the state in the graph is the table', () => {
  const schema = readFileSync(new URL('../schema/quote-state.graphql', import.meta.url), 'utf8')

  expect(schema).toContain(describeTransitions())
  for (const state of quoteStates) expect(schema).toMatch(new RegExp(`^  ${state}$`, 'm'))
})

test('people see the commands of people only', () => {
  expect(allowedCommands('SUBMITTED')).toEqual(['reviseQuote', 'cancelQuote'])
  expect(allowedCommands('ACCEPTED')).toEqual([])
})
