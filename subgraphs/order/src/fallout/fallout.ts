import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, reject, type Decision, type Rejected } from '@pactwork/kernel/decision'
import { capabilityOf } from '../fulfillment/capabilities.ts'
import { completion } from '../fulfillment/completion.ts'
import { itemOf } from '../fulfillment/fulfillment.ts'
import type { FulfillmentItem } from '../fulfillment/item.ts'
import { itemReady } from '../fulfillment/readiness.ts'
import { isOpen, statusOf, subjectOf, type Order } from '../order.ts'
import { allowedActions, type FalloutAction, type FalloutCase } from './fallout-case.ts'
import { falloutOpened } from './opening.ts'

/** Who works on a case: may act when it is assigned to them or their group owns it, or as a supervisor. */
export type Operator = {
  readonly id: string
  readonly groups: readonly string[]
  readonly supervises: boolean
}

/** A person takes the case or is given it. Taking it from someone else needs a supervisor (FAL-12). */
export function assignCase(
  order: Order,
  { caseId, assigneeId, by }: { caseId: string; assigneeId: string; by: Operator },
): Decision<OrderEvent> {
  const one = caseOf(order, caseId)
  if (!isOpen(one)) return closed(one)
  if (one.assigneeId === assigneeId && one.state === 'ASSIGNED') return accept()
  const takesOver = one.assigneeId !== null && one.assigneeId !== by.id
  if (!by.supervises && (takesOver || assigneeId !== by.id || !by.groups.includes(one.ownerGroup))) {
    return reject('FALLOUT_NOT_YOURS')
  }

  return accept({ type: 'OrderFalloutAssigned', ...subjectOf(order), caseId, assigneeId })
}

/**
 * A person decides to try an item anew: the only place where an attempt grows (CNF-11). The cases that asked for
 * it are closed with it. What may have had an effect keeps its key, so that the other side is asked first.
 */
export function retryItem(
  order: Order,
  { itemId, by }: { itemId: string; by: Operator },
): Decision<OrderEvent> {
  const item = itemOf(order, itemId)
  const open = openCasesOf(order, item)
  if (order.cancellation !== null || open.length === 0 || !isRetryable(item, open)) {
    return reject('FULFILLMENT_ITEM_NOT_RETRYABLE', { state: item.state })
  }

  const obstacle = open.map((one) => notAllowed(one, 'RETRY_ITEM', by)).find((found) => found !== undefined)
  if (obstacle !== undefined) return obstacle

  if (item.attempt > capabilityOf(item.capability).maxRetries) {
    return reject('FULFILLMENT_RETRY_BUDGET_EXHAUSTED', { attempts: item.attempt })
  }

  return accept(
    ...open.map((one) => resolved(order, one, 'ITEM_RETRIED', by.id)),
    itemReady(order, item, item.attempt + 1),
  )
}

/** Nobody is at work on it any more: refused, not to be found out, or its process stands still before the handover. */
function isRetryable({ state }: FulfillmentItem, open: readonly FalloutCase[]): boolean {
  if (state === 'FAILED' || state === 'WAITING_UNKNOWN_OUTCOME') return true

  const stuck = open.some((one) => one.reasonCode === 'PROCESS_INCIDENT')
  return stuck && (state === 'READY' || state === 'IN_PROGRESS')
}

/**
 * Closes a case on what was observed, never on what is hoped (ORD-18): its item turned out to be done, or the
 * other side said so later and the person accepts that.
 */
export function resolveCase(
  order: Order,
  { caseId, by }: { caseId: string; by: Operator },
): Decision<OrderEvent> {
  const one = caseOf(order, caseId)
  if (!isOpen(one)) return closed(one)
  const obstacle = notAllowed(one, 'RESOLVE', by)
  if (obstacle !== undefined) return obstacle

  const item = one.itemId === null ? undefined : itemOf(order, one.itemId)
  const closing = resolved(order, one, 'OUTCOME_OBSERVED', by.id)
  if (item?.state === 'COMPLETED') return accept(closing)
  if (item === undefined && statusOf(order) === 'COMPLETED') return accept(closing)

  const reference = one.evidence.lastObservation === 'COMPLETED' ? one.evidence.externalReference : null
  if (item?.state === 'FAILED' && reference !== null) {
    return accept(closing, ...completion(order, item, reference))
  }

  return reject('FALLOUT_OUTCOME_NOT_OBSERVED')
}

/** The engine cannot carry a step any further: a classified case, once per item while it is open (WFL-05). */
export function openIncident(
  order: Order,
  incident: { itemId: string | null; incidentClass: string; errorCode: string | null; caseId: string },
): Decision<OrderEvent> {
  const item = incident.itemId === null ? undefined : itemOf(order, incident.itemId)
  const ended = item === undefined ? isEnded(order) : item.state === 'COMPLETED' || item.state === 'CANCELLED'
  const known = order.cases.some((one) => isOpen(one) && one.itemId === (item?.id ?? null))
  if (ended || known) return accept()

  return accept(
    falloutOpened(order, {
      caseId: incident.caseId,
      reason: 'PROCESS_INCIDENT',
      ...(item && { item }),
      evidence: { errorClass: incident.incidentClass, errorCode: incident.errorCode },
    }),
  )
}

const isEnded = (order: Order): boolean => ['COMPLETED', 'CANCELLED', 'FAILED'].includes(statusOf(order))

/** Open cases about an item. */
export const openCasesOf = (order: Order, item: FulfillmentItem): FalloutCase[] =>
  order.cases.filter((one) => isOpen(one) && one.itemId === item.id)

/** The fact that a case is closed, and how. */
export const resolved = (order: Order, one: FalloutCase, resolution: string, by: string): OrderEvent => ({
  type: 'OrderFalloutResolved',
  ...subjectOf(order),
  caseId: one.id,
  itemId: one.itemId,
  resolution,
  resolvedBy: by,
})

function notAllowed(one: FalloutCase, action: FalloutAction, by: Operator): Rejected | undefined {
  if (!allowedActions(one.reasonCode).includes(action)) {
    return reject('FALLOUT_ACTION_NOT_ALLOWED', { action, reasonCode: one.reasonCode })
  }
  const theirs = one.assigneeId === null ? by.groups.includes(one.ownerGroup) : one.assigneeId === by.id
  if (!theirs && !by.supervises) return reject('FALLOUT_NOT_YOURS')

  return undefined
}

const closed = (one: FalloutCase) => reject('FALLOUT_CASE_CLOSED', { state: one.state })

/** The case of that id. Commands look cases up by id first, so a missing one is a bug. */
export function caseOf(order: Order, caseId: string): FalloutCase {
  const one = order.cases.find((candidate) => candidate.id === caseId)
  if (one === undefined) throw new Error(`The order ${order.id} has no fallout case ${caseId}.`)

  return one
}
