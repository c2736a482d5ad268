import type { Transitions } from '@pactwork/kernel/decision'
import type { FalloutCase } from './fallout/fallout-case.ts'
import type { FulfillmentItem } from './fulfillment/item.ts'

/** The one business status of an order (ORD-10, ADR 0010). It is derived, never set. */
export type OrderStatus =
  | 'CAPTURED'
  | 'VALIDATING'
  | 'VALIDATED'
  | 'DECOMPOSED'
  | 'IN_PROGRESS'
  | 'FALLOUT'
  | 'COMPLETED'
  | 'CANCELLING'
  | 'CANCELLED'
  | 'FAILED'

/** What the status may become (ORD-17). FAILED and cancelling after the start wait for compensation. */
export const orderTransitions: Transitions<OrderStatus> = {
  CAPTURED: ['VALIDATING', 'CANCELLING'],
  VALIDATING: ['VALIDATED', 'FALLOUT', 'CANCELLING'],
  VALIDATED: ['DECOMPOSED', 'FALLOUT', 'CANCELLING'],
  DECOMPOSED: ['IN_PROGRESS', 'FALLOUT', 'CANCELLING'],
  IN_PROGRESS: ['FALLOUT', 'COMPLETED', 'FAILED'],
  FALLOUT: [
    'CAPTURED',
    'VALIDATING',
    'VALIDATED',
    'DECOMPOSED',
    'IN_PROGRESS',
    'COMPLETED',
    'CANCELLING',
    'FAILED',
  ],
  COMPLETED: [],
  CANCELLING: ['CANCELLED'],
  CANCELLED: [],
  FAILED: [],
}

/** Was it taken, examined and handed to planning? Apart from how far it is carried out (CNF-01). */
export type CaptureState = 'ACCEPTED' | 'VALIDATING' | 'VALIDATED' | 'DECOMPOSITION_REQUESTED'

export const captureTransitions: Transitions<CaptureState> = {
  ACCEPTED: ['VALIDATING'],
  VALIDATING: ['VALIDATING', 'VALIDATED'],
  VALIDATED: ['DECOMPOSITION_REQUESTED'],
  DECOMPOSITION_REQUESTED: ['DECOMPOSITION_REQUESTED'],
}

/** How far the plan is carried out. */
export type FulfillmentState =
  | 'NOT_STARTED'
  | 'IN_PROGRESS'
  | 'PARTIAL'
  | 'COMPLETED'
  | 'FAILED'
  | 'CANCELLED'

/** What the customer paid for, as accepted (ORD-06). Its snapshots are kept apart and never change. */
export type OrderLine = {
  readonly lineId: string
  readonly quoteLineId: string
  readonly number: number
  readonly action: string
  readonly offeringId: string
  readonly offeringVersion: string
  readonly specificationId: string | null
  readonly quantity: number
  readonly configurationId: string
  readonly configurationHash: string
}

/** Something worth telling happened at some time; not where the order stands now (ORD-19). */
export type Milestone =
  | 'ORDER_CAPTURED'
  | 'ORDER_VALIDATED'
  | 'ORDER_DECOMPOSED'
  | 'FULFILLMENT_STARTED'
  | 'SERVICE_ACTIVATED'
  | 'ORDER_COMPLETED'

/** The order with its lines, its plan's items and its fallout cases: one aggregate under one lock (M11). */
export type Order = {
  readonly id: string
  readonly version: number
  readonly orderNumber: string
  readonly orderType: string
  readonly captureMode: string
  readonly customerId: string
  readonly sourceQuoteId: string
  readonly sourceQuoteNumber: string
  readonly sourceQuoteRevision: number
  readonly acceptanceId: string
  readonly priority: string
  readonly currency: string
  readonly evidenceHash: string
  readonly createdBy: string
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly captureState: CaptureState
  readonly validationRun: number
  readonly fulfillmentStarted: boolean
  readonly cancellation: 'REQUESTED' | 'DONE' | null
  readonly planId: string | null
  readonly planHash: string | null
  readonly milestones: readonly Milestone[]
  readonly lines: readonly OrderLine[]
  readonly items: readonly FulfillmentItem[]
  readonly cases: readonly FalloutCase[]
}

/** Derived from the items, so that it cannot disagree with them. */
export function fulfillmentStateOf(order: Order): FulfillmentState {
  if (order.cancellation === 'DONE') return 'CANCELLED'

  const done = order.items.filter((item) => item.state === 'COMPLETED').length
  if (order.items.length > 0 && done === order.items.length) return 'COMPLETED'
  if (done > 0) return 'PARTIAL'

  return order.fulfillmentStarted ? 'IN_PROGRESS' : 'NOT_STARTED'
}

/** The business status: what happened last counts less than what is true of the whole (ORD-11, ORD-12). */
export function statusOf(order: Order): OrderStatus {
  if (order.cancellation !== null) return order.cancellation === 'DONE' ? 'CANCELLED' : 'CANCELLING'

  const fulfillment = fulfillmentStateOf(order)
  if (fulfillment === 'COMPLETED') return 'COMPLETED'
  if (order.cases.some(isOpen)) return 'FALLOUT'
  if (fulfillment !== 'NOT_STARTED') return 'IN_PROGRESS'
  if (order.planId !== null) return 'DECOMPOSED'
  if (order.captureState === 'ACCEPTED') return 'CAPTURED'

  return order.captureState === 'VALIDATING' ? 'VALIDATING' : 'VALIDATED'
}

/** True until a case is resolved or cancelled with its order. */
export const isOpen = (falloutCase: FalloutCase): boolean =>
  falloutCase.state !== 'RESOLVED' && falloutCase.state !== 'CANCELLED'

/** What every event of the order says of it (EVT-11). */
export const subjectOf = (order: Order) => ({
  orderId: order.id,
  orderNumber: order.orderNumber,
  customerId: order.customerId,
  sourceQuoteId: order.sourceQuoteId,
  sourceQuoteRevision: order.sourceQuoteRevision,
})

/** The next number of an order's milestones, decided by the order itself (M19). Each comes once. */
export const milestone = (order: Order, reached: Milestone, after = 0) => ({
  type: 'OrderMilestoneReached' as const,
  ...subjectOf(order),
  milestone: reached,
  position: order.milestones.length + 1 + after,
})
