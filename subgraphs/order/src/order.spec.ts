import { describe, expect, test } from '@jest/globals'
import { mayBecome } from '@pactwork/kernel/decision'
import { customerStatus, customerStatusText } from './customer-status.ts'
import { become, itemTransitions, lineStateOf, type ItemState } from './fulfillment/item.ts'
import { evolve } from './order.evolve.ts'
import {
  capturedOrder,
  decomposedOrder,
  observed,
  orderInFallout,
  startedOrder,
  validatedOrder,
} from './order.fixtures.ts'
import {
  captureTransitions,
  fulfillmentStateOf,
  orderTransitions,
  statusOf,
  type OrderStatus,
} from './order.ts'

const statuses = Object.keys(orderTransitions) as OrderStatus[]
const itemStates = Object.keys(itemTransitions) as ItemState[]
const item = decomposedOrder().items[0]

describe('the status of an order', () => {
  test('ORD-10 the header knows the nine statuses of its life and DECOMPOSED', () => {
    expect([...statuses].sort()).toEqual([
      'CANCELLED',
      'CANCELLING',
      'CAPTURED',
      'COMPLETED',
      'DECOMPOSED',
      'FAILED',
      'FALLOUT',
      'IN_PROGRESS',
      'VALIDATED',
      'VALIDATING',
    ])
  })

  test('ORD-10 CNF-07 a line and its items know the nine of theirs and the outcome nobody knows', () => {
    expect(itemStates.toSorted()).toEqual([
      'BLOCKED',
      'CANCELLED',
      'COMPENSATED',
      'COMPLETED',
      'FAILED',
      'IN_PROGRESS',
      'PENDING',
      'READY',
      'WAITING_EXTERNAL',
      'WAITING_UNKNOWN_OUTCOME',
    ])
  })

  test('ORD-01 it goes from capture over validation, decomposition and fulfillment to completion', () => {
    const reserved = observed(startedOrder('itm_1'), { itemId: 'itm_1' })
    const completed = observed(startedOrder('itm_2', reserved), {
      itemId: 'itm_2',
      externalReference: 'PRV-1',
    })

    expect(
      [capturedOrder(), validatedOrder(), decomposedOrder(), startedOrder(), orderInFallout(), completed].map(
        statusOf,
      ),
    ).toEqual(['CAPTURED', 'VALIDATED', 'DECOMPOSED', 'IN_PROGRESS', 'FALLOUT', 'COMPLETED'])
  })

  test('ORD-11 how far fulfillment is stands apart from it', () => {
    expect(fulfillmentStateOf(decomposedOrder())).toBe('NOT_STARTED')
    expect(fulfillmentStateOf(startedOrder())).toBe('IN_PROGRESS')
    expect(fulfillmentStateOf(observed(startedOrder()))).toBe('PARTIAL')
    expect(statusOf(observed(startedOrder()))).toBe('IN_PROGRESS')
  })

  test.each(['COMPLETED', 'CANCELLED', 'FAILED'] as const)('%s is an end', (end) => {
    expect(orderTransitions[end]).toEqual([])
  })

  test('every status can be reached and every status that is none of the ends can be left', () => {
    const reachable = new Set<OrderStatus>(['CAPTURED'])
    for (const from of statuses) for (const to of orderTransitions[from]) reachable.add(to)

    expect(reachable.size).toBe(statuses.length)
  })
})

describe('what a customer is told', () => {
  test('ORD-13 every status has its words, and fallout stays in progress', () => {
    expect(statuses.map((status) => [status, customerStatusText[customerStatus[status]]])).toEqual([
      ['CAPTURED', 'Order received'],
      ['VALIDATING', 'Order received'],
      ['VALIDATED', 'Preparing order'],
      ['DECOMPOSED', 'Preparing order'],
      ['IN_PROGRESS', 'In progress'],
      ['FALLOUT', 'In progress'],
      ['COMPLETED', 'Completed'],
      ['CANCELLING', 'Cancelling'],
      ['CANCELLED', 'Cancelled'],
      ['FAILED', 'Unable to complete'],
    ])
  })
})

describe('a fulfillment item', () => {
  const pairs = itemStates.flatMap((from) => itemStates.map((to) => ({ from, to })))

  test.each(pairs)('ORD-17 from $from to $to happens exactly when the table says so', ({ from, to }) => {
    if (item === undefined) throw new Error('The fixture has no item.')
    const move = () => become({ ...item, state: from }, to)

    if (mayBecome(itemTransitions, from, to)) expect(move().state).toBe(to)
    else expect(move).toThrow(`cannot become ${to}`)
  })

  test('the whole line is what its gravest item is', () => {
    const line = (...states: ItemState[]) => lineStateOf(states.map((state) => ({ state })))

    expect(line('COMPLETED', 'COMPLETED')).toBe('COMPLETED')
    expect(line('COMPLETED', 'PENDING')).toBe('IN_PROGRESS')
    expect(line('COMPLETED', 'FAILED')).toBe('FAILED')
    expect(line('FAILED', 'BLOCKED')).toBe('FAILED')
    expect(line('WAITING_UNKNOWN_OUTCOME', 'PENDING')).toBe('WAITING_UNKNOWN_OUTCOME')
  })
})

describe('the state of capture', () => {
  const states = Object.keys(captureTransitions) as (keyof typeof captureTransitions)[]
  const events = {
    VALIDATING: { type: 'OrderValidationStarted', run: 1 },
    VALIDATED: { type: 'OrderValidated', run: 1, warnings: new Array<string>() },
    DECOMPOSITION_REQUESTED: { type: 'OrderDecompositionStarted' },
  } as const
  const subject = {
    orderId: 'ord_1',
    orderNumber: 'O',
    customerId: 'cus_1',
    sourceQuoteId: 'quo_1',
    sourceQuoteRevision: 2,
  }
  const pairs = states.flatMap((from) =>
    (Object.keys(events) as (keyof typeof events)[]).map((to) => ({ from, to })),
  )

  test.each(pairs)('ORD-17 from $from to $to happens exactly when the table says so', ({ from, to }) => {
    const order = { ...capturedOrder(), captureState: from }
    const move = () =>
      evolve(order, { ...subject, ...events[to] }, { id: order.id, version: 2, at: order.createdAt })

    if (mayBecome(captureTransitions, from, to)) expect(move().captureState).toBe(to)
    else expect(move).toThrow(`cannot become ${to}`)
  })
})
