import type { FalloutEvidence, OrderEvent } from '@pactwork/contracts/events/order'
import { capabilityOf } from '../fulfillment/capabilities.ts'
import type { FulfillmentItem } from '../fulfillment/item.ts'
import { subjectOf, type Order } from '../order.ts'
import { allowedActions, falloutReasons, type FalloutReason } from './fallout-case.ts'

const nothingKnown: FalloutEvidence = {
  errorClass: null,
  errorCode: null,
  attempt: 0,
  sends: null,
  externalReference: null,
  lastObservation: null,
  codes: [],
}

/** The fact that a person has to decide, with what that person needs to know (FAL-01, FAL-07). */
export function falloutOpened(
  order: Order,
  opening: {
    caseId: string
    reason: FalloutReason
    item?: FulfillmentItem
    evidence?: Partial<FalloutEvidence>
  },
): OrderEvent {
  const { caseId, reason, item, evidence } = opening

  return {
    type: 'OrderFalloutOpened',
    ...subjectOf(order),
    caseId,
    itemId: item?.id ?? null,
    lineId: item?.lineId ?? null,
    phase: falloutReasons[reason].phase,
    severity: falloutReasons[reason].severity,
    reasonCode: reason,
    ownerGroup: item === undefined ? 'order-operations' : capabilityOf(item.capability).ownerGroup,
    allowedActions: [...allowedActions(reason)],
    evidence: { ...nothingKnown, attempt: item?.attempt ?? 0, ...evidence },
  }
}
