import type { OrderEvent } from '@pactwork/contracts/events/order'
import { mayBecome } from '@pactwork/kernel/decision'
import type { FalloutCase, FalloutPhase, FalloutReason, FalloutState } from './fallout/fallout-case.ts'
import { falloutTransitions } from './fallout/fallout-case.ts'
import { become, type FulfillmentItem } from './fulfillment/item.ts'
import { captureTransitions, type CaptureState, type Milestone, type Order } from './order.ts'

type Meta = { readonly id: string; readonly version: number; readonly at: Date }
type Changes = Partial<Order>

/** What the order is after one of its facts. Pure; the facts were decided by the deciders of each phase. */
export function evolve(order: Order | undefined, event: OrderEvent, meta: Meta): Order {
  const seen = { id: meta.id, version: meta.version, updatedAt: meta.at }
  if (event.type === 'OrderCaptured') return { ...captured(event, meta.at), ...seen }
  if (order === undefined) throw new Error(`${event.type} cannot be the first fact of an order.`)

  return { ...order, ...changes(order, event, meta.at), ...seen }
}

/** The order after several facts: what a decider looks at before it decides the next one. */
export const evolveAll = (order: Order, events: readonly OrderEvent[]): Order =>
  events.reduce<Order>(
    (state, event) => evolve(state, event, { id: state.id, version: state.version + 1, at: state.updatedAt }),
    order,
  )

function changes(order: Order, event: OrderEvent, at: Date): Changes {
  switch (event.type) {
    case 'OrderValidationStarted':
      return { ...captureBecomes(order, 'VALIDATING'), validationRun: event.run }
    case 'OrderValidated':
      return captureBecomes(order, 'VALIDATED')
    case 'OrderDecompositionStarted':
      return captureBecomes(order, 'DECOMPOSITION_REQUESTED')
    case 'OrderDecomposed':
      return { planId: event.planId, planHash: event.planHash, items: planned(event) }
    case 'OrderFulfillmentStarted':
      return { fulfillmentStarted: true }
    case 'OrderMilestoneReached':
      return { milestones: [...order.milestones, event.milestone as Milestone] }
    case 'OrderCancellationRequested':
      return { cancellation: 'REQUESTED' }
    case 'OrderCancelled':
      return {
        cancellation: 'DONE',
        items: order.items.map((item) => (event.items.includes(item.id) ? become(item, 'CANCELLED') : item)),
      }
    case 'OrderFalloutOpened':
      return { cases: [...order.cases, opened(event, at)] }
    case 'OrderFalloutAssigned':
      return caseBecomes(order, event.caseId, 'ASSIGNED', { assigneeId: event.assigneeId })
    case 'OrderFalloutAged':
      return {
        cases: order.cases.map((one) => (one.id === event.caseId ? { ...one, ageingMark: event.mark } : one)),
      }
    case 'OrderFalloutResolved':
      return caseBecomes(
        order,
        event.caseId,
        event.resolution === 'ORDER_CANCELLED' ? 'CANCELLED' : 'RESOLVED',
        {
          resolution: event.resolution,
          resolvedAt: at,
        },
      )
    default:
      return itemChanges(order, event)
  }
}

function itemChanges(order: Order, event: OrderEvent): Changes {
  switch (event.type) {
    case 'FulfillmentItemReady':
      return readied(order, event.itemId, event.attempt)
    case 'OrderFulfillmentItemStarted':
      return itemBecomes(order, event.itemId, 'IN_PROGRESS')
    case 'OrderFulfillmentItemWaiting':
      return itemBecomes(order, event.itemId, 'WAITING_EXTERNAL', {
        externalReference: event.externalReference,
      })
    case 'OrderFulfillmentItemOutcomeUnknown':
      return itemBecomes(order, event.itemId, 'WAITING_UNKNOWN_OUTCOME')
    case 'OrderFulfillmentItemCompleted':
      return completed(order, event.itemId, event.externalReference)
    case 'OrderFulfillmentItemFailed':
      return failed(order, event)
    default:
      // OrderValidationFailed, OrderDecompositionFailed, OrderOrchestrationStarted and OrderCompleted tell the
      // world what other facts of the same decision already changed.
      return {}
  }
}

function captured(event: Extract<OrderEvent, { type: 'OrderCaptured' }>, at: Date): Order {
  const { type: _, orderId, ...facts } = event

  return {
    ...facts,
    id: orderId,
    version: 0,
    createdAt: at,
    updatedAt: at,
    captureState: 'ACCEPTED',
    validationRun: 0,
    fulfillmentStarted: false,
    cancellation: null,
    planId: null,
    planHash: null,
    milestones: [],
    items: [],
    cases: [],
  }
}

function captureBecomes(order: Order, state: CaptureState): Changes {
  if (!mayBecome(captureTransitions, order.captureState, state)) {
    throw new Error(`An order that is ${order.captureState} cannot become ${state}.`)
  }

  return { captureState: state }
}

const planned = (event: Extract<OrderEvent, { type: 'OrderDecomposed' }>): FulfillmentItem[] =>
  event.items.map((item, position) => ({
    id: item.itemId,
    lineId: item.lineId,
    position,
    capability: item.capability,
    system: item.system,
    dependsOn: item.dependsOn.flatMap((index) => event.items[index]?.itemId ?? []),
    state: 'PENDING',
    attempt: 1,
    keyAttempt: 1,
    externalReference: null,
    errorCode: null,
  }))

function itemBecomes(
  order: Order,
  itemId: string,
  state: FulfillmentItem['state'],
  change: Partial<FulfillmentItem> = {},
): Changes {
  return { items: order.items.map((item) => (item.id === itemId ? become(item, state, change) : item)) }
}

/** A new attempt forgets the last one's end and lets those that waited for it wait again. */
function readied(order: Order, itemId: string, attempt: number): Changes {
  const items = order.items.map((item) =>
    item.id === itemId
      ? become(item, 'READY', {
          attempt,
          keyAttempt: item.state === 'FAILED' ? attempt : item.keyAttempt,
          externalReference: null,
          errorCode: null,
        })
      : item,
  )

  return unblock({ ...order, items })
}

/** An item that failed and turned out to be done lets those that waited for it wait again, too. */
function completed(order: Order, itemId: string, externalReference: string): Changes {
  const { items } = itemBecomes(order, itemId, 'COMPLETED', { externalReference, errorCode: null })

  return unblock({ ...order, items: items ?? [] })
}

function unblock(order: Order): Changes {
  const stuck = blockedBy(order.items, (item) => item.state === 'FAILED')
  const free = (item: FulfillmentItem) => item.state === 'BLOCKED' && !stuck.has(item.id)

  return { items: order.items.map((item) => (free(item) ? become(item, 'PENDING') : item)) }
}

function failed(order: Order, event: Extract<OrderEvent, { type: 'OrderFulfillmentItemFailed' }>): Changes {
  return {
    items: order.items.map((item) => {
      if (event.blockedItems.includes(item.id)) return become(item, 'BLOCKED')
      if (item.id !== event.itemId) return item

      return become(item, 'FAILED', {
        errorCode: event.errorCode,
        externalReference: event.externalReference ?? item.externalReference,
      })
    }),
  }
}

/** Everything that depends, directly or not, on an item that `stops` what follows. Items are in plan order. */
export function blockedBy(
  items: readonly FulfillmentItem[],
  stops: (item: FulfillmentItem) => boolean,
): ReadonlySet<string> {
  const stuck = new Set(items.filter(stops).map((item) => item.id))
  const blocked = new Set<string>()
  for (const item of items) {
    if (!item.dependsOn.some((id) => stuck.has(id))) continue
    stuck.add(item.id)
    blocked.add(item.id)
  }

  return blocked
}

const opened = (event: Extract<OrderEvent, { type: 'OrderFalloutOpened' }>, at: Date): FalloutCase => ({
  id: event.caseId,
  state: 'OPEN',
  phase: event.phase as FalloutPhase,
  severity: event.severity,
  reasonCode: event.reasonCode as FalloutReason,
  itemId: event.itemId,
  lineId: event.lineId,
  ownerGroup: event.ownerGroup,
  assigneeId: null,
  evidence: event.evidence,
  openedAt: at,
  resolvedAt: null,
  resolution: null,
  ageingMark: 0,
})

function caseBecomes(
  order: Order,
  caseId: string,
  state: FalloutState,
  change: Partial<FalloutCase>,
): Changes {
  return {
    cases: order.cases.map((one) => {
      if (one.id !== caseId) return one
      if (!mayBecome(falloutTransitions, one.state, state)) {
        throw new Error(`A fallout case that is ${one.state} cannot become ${state}.`)
      }

      return { ...one, ...change, state }
    }),
  }
}
