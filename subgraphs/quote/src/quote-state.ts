/**
 * The quote's transition table: in which state a quote takes which command, and where that leads. Code, the
 * GraphQL description, README and the exhaustive test read this one table.
 */
export const quoteTransitions = {
  DRAFT: {
    addQuoteLine: 'DRAFT',
    configureQuoteLine: 'DRAFT',
    removeQuoteLine: 'DRAFT',
    discountQuoteLine: 'DRAFT',
    changeQuoteTerm: 'DRAFT',
    priceQuote: 'DRAFT',
    recordStalePrice: 'DRAFT',
    submitQuote: 'SUBMITTED',
    cancelQuote: 'CANCELLED',
  },
  SUBMITTED: {
    recordQuoteApproval: 'APPROVED',
    recordQuoteRejection: 'REJECTED',
    reviseQuote: 'DRAFT',
    announceQuoteExpiry: 'SUBMITTED',
    expireQuote: 'EXPIRED',
    cancelQuote: 'CANCELLED',
  },
  APPROVED: {
    acceptQuote: 'ACCEPTED',
    announceQuoteExpiry: 'APPROVED',
    reviseQuote: 'DRAFT',
    expireQuote: 'EXPIRED',
    cancelQuote: 'CANCELLED',
  },
  REJECTED: { reviseQuote: 'DRAFT', cancelQuote: 'CANCELLED' },
  EXPIRED: { reviseQuote: 'DRAFT', cancelQuote: 'CANCELLED' },
  ACCEPTED: {},
  CANCELLED: {},
} as const satisfies Record<string, Partial<Record<string, string>>>

export type QuoteState = keyof typeof quoteTransitions

export type QuoteCommand = {
  [State in QuoteState]: keyof (typeof quoteTransitions)[State]
}[QuoteState]

export const quoteStates = Object.keys(quoteTransitions) as QuoteState[]

/** Where `command` leads from `state`; undefined when the state does not take it. */
export const nextState = (state: QuoteState, command: QuoteCommand): QuoteState | undefined =>
  (quoteTransitions[state] as Partial<Record<QuoteCommand, QuoteState>>)[command]

/** The commands of people that `state` takes. */
export const allowedCommands = (state: QuoteState): string[] =>
  Object.keys(quoteTransitions[state]).filter((command) => !machineCommands.has(command))

/** The table as text, for the GraphQL description and the README. */
export const describeTransitions = (): string =>
  quoteStates
    .map((state) => {
      const moves = Object.entries(quoteTransitions[state]).filter(([, to]) => to !== state)
      return moves.length === 0
        ? `${state} is final.`
        : `${state} → ${moves.map(([command, to]) => `${to} (${command})`).join(', ')}.`
    })
    .join('\n')

const machineCommands = new Set([
  'recordStalePrice',
  'recordQuoteApproval',
  'recordQuoteRejection',
  'announceQuoteExpiry',
  'expireQuote',
])
