import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

/** What every order event says of its order (EVT-11); version, correlation and causation stand in the envelope. */
const order = {
  orderId: z.string(),
  orderNumber: z.string(),
  customerId: z.string(),
  sourceQuoteId: z.string(),
  sourceQuoteRevision: z.int().positive(),
}

const capturedLine = z.object({
  lineId: z.string(),
  quoteLineId: z.string(),
  number: z.int().positive(),
  action: z.string(),
  offeringId: z.string(),
  offeringVersion: z.string(),
  specificationId: z.string().nullable(),
  quantity: z.int().positive(),
  configurationId: z.string(),
  configurationHash: z.string(),
})

const plannedItem = z.object({
  itemId: z.string(),
  lineId: z.string(),
  capability: z.string(),
  system: z.string(),
  /** Positions in the list of items that must be completed first. */
  dependsOn: z.array(z.int().nonnegative()),
})

const completedLine = capturedLine.extend({
  /** What the external systems called what they did, by capability: `RESERVE`, `ACTIVATE`. */
  externalReferences: z.record(z.string(), z.string()),
})

const item = {
  ...order,
  itemId: z.string(),
  lineId: z.string(),
  capability: z.string(),
  attempt: z.int().positive(),
}

/** What is known about why an order cannot go on by itself (FAL-07). Normalised; never a vendor's own words. */
export const falloutEvidence = z.object({
  /** The error as the treaty normalises it, such as BUSINESS_REJECTED. */
  errorClass: z.string().nullable(),
  /** The code of our own vocabulary, such as RESOURCE_UNAVAILABLE. */
  errorCode: z.string().nullable(),
  attempt: z.int().nonnegative(),
  /** How often the request of this attempt was sent. */
  sends: z.int().nonnegative().nullable(),
  externalReference: z.string().nullable(),
  /** What the other side said last when it was asked: NOT_FOUND, UNREACHABLE; null when it was not asked. */
  lastObservation: z.string().nullable(),
  /** Codes of the checks or rules that stand in the way. */
  codes: z.array(z.string()),
})

export const orderEvents = defineEvents({
  context: 'order',
  aggregate: 'Order',
  topic: 'pactwork.order.order.v1',
  events: {
    OrderCaptured: {
      version: 1,
      description: 'An accepted quote revision became an order; the promise is durable.',
      payload: z.object({
        ...order,
        captureMode: z.string(),
        orderType: z.string(),
        sourceQuoteNumber: z.string(),
        acceptanceId: z.string(),
        priority: z.string(),
        currency: z.string(),
        evidenceHash: z.string(),
        createdBy: z.string(),
        lines: z.array(capturedLine),
      }),
    },
    OrderValidationStarted: {
      version: 1,
      description: 'Whether the order can and may be carried out now is being examined.',
      payload: z.object({ ...order, run: z.int().positive() }),
    },
    OrderValidated: {
      version: 1,
      description: 'Nothing stands in the way of carrying the order out.',
      payload: z.object({ ...order, run: z.int().positive(), warnings: z.array(z.string()) }),
    },
    OrderValidationFailed: {
      version: 1,
      description: 'Checks stand in the way; the codes of those that do.',
      payload: z.object({
        ...order,
        run: z.int().positive(),
        status: z.string(),
        codes: z.array(z.string()),
      }),
    },
    OrderDecompositionStarted: {
      version: 1,
      description: 'The commercial lines are being turned into a fulfillment plan.',
      payload: z.object({ ...order }),
    },
    OrderDecomposed: {
      version: 1,
      description: 'The fulfillment plan stands; it never changes when the catalog does.',
      payload: z.object({ ...order, planId: z.string(), planHash: z.string(), items: z.array(plannedItem) }),
    },
    OrderDecompositionFailed: {
      version: 1,
      description: 'No plan could be made; nothing was started.',
      payload: z.object({ ...order, codes: z.array(z.string()) }),
    },
    OrderOrchestrationStarted: {
      version: 1,
      description: 'The plan was released: its first items are ready.',
      payload: z.object({ ...order, planId: z.string(), itemCount: z.int().positive() }),
    },
    FulfillmentItemReady: {
      version: 1,
      description:
        'A fulfillment item has no open dependency left (or is tried anew) and may be carried out.',
      payload: z.object({ ...item, processBusinessKey: z.string() }),
    },
    OrderFulfillmentStarted: {
      version: 1,
      description: 'The first item is being carried out; from here the order has effects outside.',
      payload: z.object({ ...order }),
    },
    OrderFulfillmentItemStarted: {
      version: 1,
      description: 'An item is being carried out.',
      payload: z.object(item),
    },
    OrderFulfillmentItemWaiting: {
      version: 1,
      description: 'The request is with the responsible system, which has not answered finally.',
      payload: z.object({ ...item, externalReference: z.string().nullable() }),
    },
    OrderFulfillmentItemOutcomeUnknown: {
      version: 1,
      description: 'Whether the responsible system did the work is unknown; it is being asked.',
      payload: z.object({ ...item, errorClass: z.string().nullable() }),
    },
    OrderFulfillmentItemCompleted: {
      version: 1,
      description: 'The responsible system did the work.',
      payload: z.object({ ...item, externalReference: z.string() }),
    },
    OrderFulfillmentItemFailed: {
      version: 1,
      description: 'The responsible system did not do the work and said so.',
      payload: z.object({
        ...item,
        errorClass: z.string(),
        errorCode: z.string(),
        externalReference: z.string().nullable(),
        blockedItems: z.array(z.string()),
      }),
    },
    OrderFalloutOpened: {
      version: 1,
      description: 'The order cannot go on by itself; a person decides.',
      payload: z.object({
        ...order,
        caseId: z.string(),
        itemId: z.string().nullable(),
        lineId: z.string().nullable(),
        phase: z.string(),
        severity: z.string(),
        reasonCode: z.string(),
        ownerGroup: z.string(),
        allowedActions: z.array(z.string()),
        evidence: falloutEvidence,
      }),
    },
    OrderFalloutAssigned: {
      version: 1,
      description: 'A person took the fallout case or was given it.',
      payload: z.object({ ...order, caseId: z.string(), assigneeId: z.string() }),
    },
    OrderFalloutAged: {
      version: 1,
      description: 'The fallout case has stood open for a time that its severity allows.',
      payload: z.object({
        ...order,
        caseId: z.string(),
        itemId: z.string().nullable(),
        /** Which of the times, from 1; grows until the case is closed. */
        mark: z.int().positive(),
        /** That time. */
        minutes: z.int().positive(),
      }),
    },
    OrderFalloutResolved: {
      version: 1,
      description: 'The fallout case is closed, and how.',
      payload: z.object({
        ...order,
        caseId: z.string(),
        itemId: z.string().nullable(),
        resolution: z.string(),
        resolvedBy: z.string(),
      }),
    },
    OrderCancellationRequested: {
      version: 1,
      description: 'Someone who may asked for the order not to be carried out.',
      payload: z.object({ ...order, reasonCode: z.string(), requestedBy: z.string() }),
    },
    OrderCancelled: {
      version: 1,
      description: 'The order is not carried out; nothing had been started.',
      payload: z.object({ ...order, reasonCode: z.string(), items: z.array(z.string()) }),
    },
    OrderCompleted: {
      version: 1,
      description: 'Every item is completed. Once per order; carries what the installed base is made from.',
      payload: z.object({ ...order, acceptanceId: z.string(), lines: z.array(completedLine) }),
    },
    OrderMilestoneReached: {
      version: 1,
      description: 'Something worth telling happened, numbered by the order.',
      payload: z.object({ ...order, milestone: z.string(), position: z.int().positive() }),
    },
  },
})

export type OrderEvent = EventOf<typeof orderEvents>
export type FalloutEvidence = z.infer<typeof falloutEvidence>
