import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { decompose } from '../decomposition/decompose.ts'
import { decomposeOrder } from '../decomposition/decomposition.ts'
import { startItem } from '../fulfillment/fulfillment.ts'
import {
  after,
  capturedOrder,
  decomposedOrder,
  observed,
  orderInFallout,
  startedOrder,
  validatedOrder,
  waitingOrder,
} from '../order.fixtures.ts'
import { statusOf } from '../order.ts'
import { cancelOrder } from './cancellation.ts'

const asked = { reasonCode: 'CUSTOMER_REQUEST', by: 'usr_1' } as const
const cancelled = after(decomposedOrder(), cancelOrder(decomposedOrder(), asked))

describe('taking an order back', () => {
  test.each([
    ['captured', capturedOrder()],
    ['validated', validatedOrder()],
    ['decomposed', decomposedOrder()],
  ])('CXL-01 is a word while it is only %s', (_, order) => {
    given(order)
      .when(cancelOrder, asked)
      .then(
        { type: 'OrderCancellationRequested', requestedBy: 'usr_1', reasonCode: 'CUSTOMER_REQUEST' },
        { type: 'OrderCancelled', items: order.items.map((item) => item.id) },
      )
  })

  test('ends its items and its open cases with it', () => {
    const unplanned = decompose([{ lineId: 'oln_1', number: 1, rules: [] }])
    const stuck = after(
      validatedOrder(),
      decomposeOrder(validatedOrder(), { plan: unplanned, planId: 'pln_1', itemIds: [], caseId: 'fal_1' }),
    )

    given(stuck)
      .when(cancelOrder, asked)
      .then(
        { type: 'OrderCancellationRequested' },
        { type: 'OrderFalloutResolved', caseId: 'fal_1', resolution: 'ORDER_CANCELLED' },
        { type: 'OrderCancelled' },
      )
    expect(after(stuck, cancelOrder(stuck, asked)).cases).toMatchObject([{ state: 'CANCELLED' }])
    expect(cancelled.items.map((item) => item.state)).toEqual(['CANCELLED', 'CANCELLED'])
    expect(statusOf(cancelled)).toBe('CANCELLED')
  })

  test('SEC-01g is refused once something was started', () => {
    given(startedOrder()).when(cancelOrder, asked).rejects('ORDER_NOT_CANCELLABLE', { status: 'IN_PROGRESS' })
    given(orderInFallout()).when(cancelOrder, asked).rejects('ORDER_NOT_CANCELLABLE', { status: 'FALLOUT' })
  })

  test('CXL-08 CAP-21 a completed order is not cancelled', () => {
    const reserved = observed(waitingOrder())
    const completed = observed(waitingOrder('itm_2', reserved), {
      itemId: 'itm_2',
      externalReference: 'PRV-1',
    })

    given(completed).when(cancelOrder, asked).rejects('ORDER_NOT_CANCELLABLE', { status: 'COMPLETED' })
  })

  test('a worker that comes too late starts nothing', () => {
    given(cancelled)
      .when(startItem, { itemId: 'itm_1' })
      .rejects('FULFILLMENT_ITEM_NOT_READY', { state: 'CANCELLED' })
    given(cancelled).when(cancelOrder, asked).rejects('ORDER_NOT_CANCELLABLE', { status: 'CANCELLED' })
  })
})
