import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import { resolved } from '../fallout/fallout.ts'
import { falloutOpened } from '../fallout/opening.ts'
import { isOpen, milestone, statusOf, subjectOf, type Order } from '../order.ts'
import type { Check } from './validation.rules.ts'

/** What a run of the checks comes to; the gravest finding decides (CAP-35). */
export type ValidationStatus = 'PASSED' | 'FAILED' | 'REVIEW' | 'PENDING'

export function validationStatus(checks: readonly Check[]): ValidationStatus {
  if (checks.some((check) => check.severity === 'BLOCKER')) return 'FAILED'
  if (checks.some((check) => check.severity === 'EXTERNAL_PENDING')) return 'PENDING'

  return checks.some((check) => check.severity === 'MANUAL_REVIEW') ? 'REVIEW' : 'PASSED'
}

/**
 * Can and may we carry this out now? Warnings go on; a blocker or a review stops the order with a case; what
 * could not be asked leaves it VALIDATING, to be asked again (CAP-33, CNF-13). A person's new run closes the
 * cases of the former ones when it passes.
 */
export function validateOrder(
  order: Order,
  { checks, caseId, by }: { checks: readonly Check[]; caseId: string; by: string },
): Decision<OrderEvent> {
  const undecided = order.captureState === 'ACCEPTED' || order.captureState === 'VALIDATING'
  if (!undecided || order.cancellation !== null) {
    return reject('ORDER_NOT_VALIDATABLE', { status: statusOf(order) })
  }

  const run = order.validationRun + 1
  const status = validationStatus(checks)
  const started: OrderEvent = { type: 'OrderValidationStarted', ...subjectOf(order), run }
  const open = order.cases.filter((one) => isOpen(one) && one.phase === 'VALIDATION')

  if (status === 'PASSED') {
    return accept<OrderEvent>(
      started,
      ...open.map((one) => resolved(order, one, 'REVALIDATED', by)),
      { type: 'OrderValidated', ...subjectOf(order), run, warnings: codesOf(checks, 'WARNING') },
      milestone(order, 'ORDER_VALIDATED'),
    )
  }
  if (status === 'PENDING') return accept(started)

  const codes = [...codesOf(checks, 'BLOCKER'), ...codesOf(checks, 'MANUAL_REVIEW')]
  const reason = status === 'FAILED' ? 'VALIDATION_BLOCKED' : 'VALIDATION_NEEDS_REVIEW'
  const opening = open.some((one) => one.reasonCode === reason)
    ? []
    : [falloutOpened(order, { caseId, reason, evidence: { codes } })]

  return accept(
    started,
    { type: 'OrderValidationFailed', ...subjectOf(order), run, status, codes },
    ...opening,
  )
}

/**
 * A supervisor lets the order go on although a check stands in its way, and answers for it (CAP-36). What was
 * overridden stays named in the fact.
 */
export function overrideValidation(order: Order, { by }: { by: string }): Decision<OrderEvent> {
  const open = order.cases.filter((one) => isOpen(one) && one.phase === 'VALIDATION')
  if (order.captureState !== 'VALIDATING' || order.cancellation !== null || open.length === 0) {
    return reject('ORDER_NOT_VALIDATABLE', { status: statusOf(order) })
  }

  const overridden = [...new Set(open.flatMap((one) => one.evidence.codes))].sort()

  return accept<OrderEvent>(
    ...open.map((one) => resolved(order, one, 'OVERRIDDEN', by)),
    { type: 'OrderValidated', ...subjectOf(order), run: order.validationRun, warnings: overridden },
    milestone(order, 'ORDER_VALIDATED'),
  )
}

const codesOf = (checks: readonly Check[], severity: Check['severity']): string[] =>
  [...new Set(checks.filter((check) => check.severity === severity).map((check) => check.code))].sort()
