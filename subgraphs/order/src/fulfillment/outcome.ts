import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, type Decision } from '@pactwork/kernel/decision'
import { falloutOpened } from '../fallout/opening.ts'
import type { FalloutReason } from '../fallout/fallout-case.ts'
import { blockedBy } from '../order.evolve.ts'
import { isOpen, type Order } from '../order.ts'
import { completion } from './completion.ts'
import { itemOf } from './fulfillment.ts'
import type { FulfillmentItem, ItemState } from './item.ts'
import { itemFacts } from './readiness.ts'

/** What was observed of one attempt, in our words; the treaty translated the other side's. */
export type Observation = {
  readonly itemId: string
  /** The attempt it is about; null when the one who tells does not say: then the present one. */
  readonly attempt: number | null
  readonly outcome: Outcome
  readonly externalReference: string | null
  readonly errorClass: string | null
  readonly errorCode: string | null
  readonly sends: number | null
  readonly lastObservation: string | null
  /** The id for a case, should one be opened. */
  readonly caseId: string
}

/**
 * UNKNOWN is being asked after. NOT_FOUND, UNRESOLVED and UNCLASSIFIED are past what the treaty allows (DEC-11);
 * CONTRADICTED says that the other side took back what it had said.
 */
export const outcomes = [
  'WAITING',
  'COMPLETED',
  'REJECTED',
  'UNCLASSIFIED',
  'UNKNOWN',
  'NOT_FOUND',
  'UNRESOLVED',
  'CONTRADICTED',
] as const
export type Outcome = (typeof outcomes)[number]

/**
 * An observation becomes a fact of the order, or nothing when it says what is known or less (DEC-09). What
 * contradicts a known end opens a case and changes no state: it is never guessed who is right (ORD-18).
 */
export function recordOutcome(order: Order, seen: Observation): Decision<OrderEvent> {
  const item = itemOf(order, seen.itemId)
  if (seen.outcome === 'CONTRADICTED') return accept(...caseOnce(order, item, seen, 'CONTRADICTORY_OUTCOME'))
  if (!isAwaited(item, seen)) return notAwaited(order, item, seen)
  if (item.state === 'COMPLETED' || item.state === 'FAILED') return afterTheEnd(order, item, seen)
  // About to be tried anew: only an end is news, everything else the new attempt finds out itself.
  if (item.state === 'READY' && seen.outcome !== 'COMPLETED' && seen.outcome !== 'REJECTED') return accept()

  switch (seen.outcome) {
    case 'WAITING':
      return item.state === 'WAITING_EXTERNAL' ? accept() : accept(waiting(order, item, seen))
    case 'COMPLETED':
      return accept(...completion(order, item, seen.externalReference ?? ''))
    case 'REJECTED':
      return accept(...failure(order, item, seen))
    case 'UNCLASSIFIED':
      return accept(...pastTheBound(order, item, seen, 'UNCLASSIFIED_FAILURE'))
    case 'UNKNOWN':
      return item.state === 'WAITING_UNKNOWN_OUTCOME' ? accept() : accept(unknown(order, item, seen))
    case 'NOT_FOUND':
      return accept(...pastTheBound(order, item, seen, 'OUTCOME_NOT_FOUND'))
    case 'UNRESOLVED':
      return accept(...pastTheBound(order, item, seen, 'OUTCOME_UNKNOWN'))
  }
}

/** Somebody waits for it: it was asked for, under a key that still stands. */
function isAwaited(item: FulfillmentItem, { attempt }: Observation): boolean {
  const asked = item.state === 'READY' ? item.keyAttempt < item.attempt : !unasked.includes(item.state)

  return asked && (attempt === null || attempt >= item.keyAttempt)
}

const unasked: readonly ItemState[] = ['PENDING', 'BLOCKED', 'CANCELLED']

const waiting = (order: Order, item: FulfillmentItem, seen: Observation): OrderEvent => ({
  type: 'OrderFulfillmentItemWaiting',
  ...itemFacts(order, item),
  externalReference: seen.externalReference,
})

const unknown = (order: Order, item: FulfillmentItem, seen: Observation): OrderEvent => ({
  type: 'OrderFulfillmentItemOutcomeUnknown',
  ...itemFacts(order, item),
  errorClass: seen.errorClass,
})

/** Said no: the item fails, what depends on it is blocked, a person decides. Never a blind retry (DEC-10). */
function failure(order: Order, item: FulfillmentItem, seen: Observation): OrderEvent[] {
  const waitingForIt = blockedBy(order.items, (one) => one.id === item.id)

  return [
    {
      type: 'OrderFulfillmentItemFailed',
      ...itemFacts(order, item),
      errorClass: seen.errorClass ?? 'BUSINESS_REJECTED',
      errorCode: seen.errorCode ?? 'EXTERNAL_REJECTION',
      externalReference: seen.externalReference,
      blockedItems: order.items
        .filter((one) => one.state === 'PENDING' && waitingForIt.has(one.id))
        .map((one) => one.id),
    },
    ...caseOnce(order, item, seen, 'EXTERNAL_REJECTION'),
  ]
}

/** Still unknown when the treaty's patience ends: the state stays what it is, a person is asked. */
function pastTheBound(
  order: Order,
  item: FulfillmentItem,
  seen: Observation,
  reason: FalloutReason,
): OrderEvent[] {
  const first = item.state === 'WAITING_UNKNOWN_OUTCOME' ? [] : [unknown(order, item, seen)]

  return [...first, ...caseOnce(order, item, seen, reason)]
}

function afterTheEnd(order: Order, item: FulfillmentItem, seen: Observation): Decision<OrderEvent> {
  const contradicts =
    item.state === 'COMPLETED'
      ? seen.outcome === 'REJECTED' || (seen.outcome === 'COMPLETED' && otherReference(item, seen))
      : seen.outcome === 'COMPLETED'

  return contradicts ? accept(...caseOnce(order, item, seen, 'CONTRADICTORY_OUTCOME')) : accept()
}

const otherReference = (item: FulfillmentItem, seen: Observation): boolean =>
  seen.externalReference !== null && seen.externalReference !== item.externalReference

/** Nobody waits for it, and the work was done all the same: more than wanted may stand outside, a person must know. */
const notAwaited = (order: Order, item: FulfillmentItem, seen: Observation): Decision<OrderEvent> =>
  seen.outcome === 'COMPLETED' ? accept(...caseOnce(order, item, seen, 'CONTRADICTORY_OUTCOME')) : accept()

/** A case per item, attempt and reason; hearing the same again adds nothing. */
function caseOnce(
  order: Order,
  item: FulfillmentItem,
  seen: Observation,
  reason: FalloutReason,
): OrderEvent[] {
  const attempt = seen.attempt ?? item.attempt
  const known = order.cases.some(
    (one) =>
      isOpen(one) && one.itemId === item.id && one.reasonCode === reason && one.evidence.attempt === attempt,
  )
  if (known) return []

  const { caseId, errorClass, errorCode, externalReference, sends } = seen
  const lastObservation = seen.outcome === 'COMPLETED' ? 'COMPLETED' : seen.lastObservation

  return [
    falloutOpened(order, {
      caseId,
      reason,
      item,
      evidence: { attempt, errorClass, errorCode, externalReference, sends, lastObservation },
    }),
  ]
}
