import { decimal } from '@pactwork/kernel/money'
import { error, type CaptureRule } from './capture.rules.ts'

/** What one order may hold: its facts have to fit an event (M17). */
export const orderLimits = { lines: 120 }

/** What may be done to a product so far; the other actions need an installed base (CNF-02). */
export const lineActions: readonly string[] = ['ADD']

const hasLines: CaptureRule = ({ quote }) => {
  if (quote.lines.length === 0) return [error('NO_LINES', 'quote.lines', 'An order has at least one line.')]
  if (quote.lines.length <= orderLimits.lines) return []

  return [error('TOO_MANY_LINES', 'quote.lines', `An order has at most ${orderLimits.lines} lines.`)]
}

const linesAreUnique: CaptureRule = ({ quote }) =>
  quote.lines.flatMap((line, index) =>
    quote.lines.findIndex((other) => other.lineId === line.lineId) === index
      ? []
      : [error('LINE_TWICE', `quote.lines.${index}`, 'The same quote line stands here twice.')],
  )

const actionsAreSupported: CaptureRule = ({ quote }) =>
  quote.lines.flatMap((line, index) =>
    lineActions.includes(line.action)
      ? []
      : [error('ACTION_NOT_SUPPORTED', `quote.lines.${index}.action`, `${line.action} cannot be ordered.`)],
  )

const quantitiesArePositive: CaptureRule = ({ quote }) =>
  quote.lines.flatMap((line, index) =>
    line.quantity > 0 ? [] : [error('QUANTITY_NOT_POSITIVE', `quote.lines.${index}.quantity`, 'At least 1.')],
  )

// ORDERABLE, or GRANDFATHERED: what was accepted under an earlier publication may still be ordered (CAT-09).
const offeringsAreOrderable: CaptureRule = ({ quote, offerings }) =>
  quote.lines.flatMap((line, index) => {
    const path = `quote.lines.${index}.offering`
    const offering = offerings.find((one) => one.offeringId === line.offeringId)
    if (offering === undefined)
      return [error('OFFERING_SNAPSHOT_MISSING', path, 'The catalog does not know it.')]
    if (offering.decision !== 'NOT_ORDERABLE') return []

    const because = offering.reasons.map((reason) => reason.code).join(', ')
    return [error('OFFERING_NOT_ORDERABLE', path, `${offering.name} cannot be ordered: ${because}.`)]
  })

const totalIsNotNegative: CaptureRule = ({ quote }) =>
  quote.contractValue === null || decimal(quote.contractValue.amount).isNegative()
    ? [error('TOTAL_NEGATIVE', 'quote.contractValue', 'An order is worth something or nothing, never less.')]
    : []

// The commercial snapshot is taken over as it is: what was priced is what is ordered (CAP-21).
const linesArePriced: CaptureRule = ({ quote, price }) =>
  quote.lines.flatMap((line, index) => {
    const priced = price?.lines.find((one) => one.lineId === line.lineId)

    return priced?.quantity === line.quantity
      ? []
      : [error('LINE_NOT_PRICED', `quote.lines.${index}`, 'The price does not cover this line as it is.')]
  })

/** What holds for every order, wherever it comes from (CAP-21). */
export const orderRules: Readonly<Record<string, CaptureRule>> = {
  hasLines,
  linesAreUnique,
  actionsAreSupported,
  quantitiesArePositive,
  offeringsAreOrderable,
  totalIsNotNegative,
  linesArePriced,
}
