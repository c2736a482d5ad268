import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, reject, type Decision, type Violation } from '@pactwork/kernel/decision'
import { hashOf } from '@pactwork/kernel/hash'
import type { OrderLine } from '../order.ts'
import { quoteRules, type CaptureEvidence } from './capture.rules.ts'
import { orderRules } from './order.rules.ts'

/** What only the outside of a decision can give it. */
export type CaptureFacts = {
  readonly orderId: string
  readonly orderNumber: string
  /** One new id per quote line. */
  readonly lineIds: readonly string[]
  readonly createdBy: string
  /** The order that this acceptance or quote became before; then there is nothing to decide. */
  readonly existing: { readonly id: string; readonly orderNumber: string } | undefined
}

/** An accepted revision becomes an order, once for ever (M33). Refuses with everything that is wrong (CAP-24). */
export function capture(evidence: CaptureEvidence, facts: CaptureFacts): Decision<OrderEvent> {
  const { existing } = facts
  if (existing !== undefined) {
    return reject('QUOTE_ALREADY_CONVERTED', {
      orderNumber: existing.orderNumber,
      order: { id: existing.id },
    })
  }

  const violations = violationsOf(evidence)
  if (violations.length > 0) return reject('ORDER_VALIDATION_FAILED', {}, violations)

  const { quote, approval } = evidence
  const order = {
    orderId: facts.orderId,
    orderNumber: facts.orderNumber,
    customerId: quote.customerId,
    sourceQuoteId: quote.quoteId,
    sourceQuoteRevision: quote.revision,
  }

  return accept<OrderEvent>(
    {
      type: 'OrderCaptured',
      ...order,
      captureMode: 'QUOTE_DERIVED',
      orderType: 'NEW',
      sourceQuoteNumber: quote.number,
      acceptanceId: quote.acceptanceId ?? '',
      priority: 'NORMAL',
      currency: quote.currency,
      evidenceHash: hashOf({ acceptance: quote.acceptanceEvidenceHash, approval: approval?.hash ?? null }),
      createdBy: facts.createdBy,
      lines: linesOf(evidence, facts.lineIds),
    },
    { type: 'OrderMilestoneReached', ...order, milestone: 'ORDER_CAPTURED', position: 1 },
  )
}

/** All that is wrong, not just the first (CAP-23, CAP-24). */
export const violationsOf = (evidence: CaptureEvidence): Violation[] =>
  [...Object.values(quoteRules), ...Object.values(orderRules)].flatMap((rule) => rule(evidence))

/** The quote's lines in their order, numbered anew; each refers to the accepted one (ORD-08). */
const linesOf = ({ quote }: CaptureEvidence, lineIds: readonly string[]): OrderLine[] =>
  quote.lines.map((line, index) => ({
    lineId: lineIds[index] ?? missingId(index),
    quoteLineId: line.lineId,
    number: index + 1,
    action: line.action,
    offeringId: line.offeringId,
    offeringVersion: line.offeringVersion,
    specificationId: line.specificationId,
    quantity: line.quantity,
    configurationId: line.configurationId ?? '',
    configurationHash: line.configurationHash ?? '',
  }))

function missingId(index: number): never {
  throw new Error(`The quote's line ${index} was given no id.`)
}
