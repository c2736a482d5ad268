import type { GraphContext } from '@pactwork/kernel/graph-context'
import { acceptancesById, linesById, quotesById } from '../quote-view.ts'

type OfQuote = { quote: { id: string } }
type OfLine = { line: { id: string } }
type OfAcceptance = { acceptance: { id: string } }

/** Commands answer ids; what is selected of a quote shows its present state (M4). */
const quote = ({ quote: { id } }: OfQuote, _: unknown, { load }: GraphContext) => load(quotesById, id)
const line = ({ line: { id } }: OfLine, _: unknown, { load }: GraphContext) => load(linesById, id)
const acceptance = ({ acceptance: { id } }: OfAcceptance, _: unknown, { load }: GraphContext) =>
  load(acceptancesById, id)

export const CreateQuotePayload = { quote }
export const AddQuoteLinePayload = { quote, line }
export const ConfigureQuoteLinePayload = { quote, line }
export const RemoveQuoteLinePayload = { quote }
export const DiscountQuoteLinePayload = { quote, line }
export const ChangeQuoteTermPayload = { quote }
export const PriceQuotePayload = { quote }
export const SubmitQuotePayload = { quote }
export const ReviseQuotePayload = { quote }
export const CancelQuotePayload = { quote }
export const AcceptQuotePayload = { quote, acceptance }
export const QuoteAlreadyAccepted = { acceptance }
