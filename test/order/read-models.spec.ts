import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { orderOperations } from '@pactwork/order/projections/order-operations'
import { orderSummary } from '@pactwork/order/projections/order-summary'
import { operationsOrders, orders } from '@pactwork/order/resolvers/order-lists'
import { Order } from '@pactwork/order/resolvers/order'
import { FalloutCase } from '@pactwork/order/resolvers/fallout-case'
import { FulfillmentItem } from '@pactwork/order/resolvers/fulfillment-item'
import { OrderLine } from '@pactwork/order/resolvers/order-line'
import { QuoteAcceptance } from '@pactwork/order/resolvers/quote'
import * as queries from '@pactwork/order/resolvers/queries'
import { newId } from '@pactwork/kernel/ids'
import { owners, type Owners } from './probe/owners.ts'
import { orderProbe, type OrderProbe } from './probe/runtime.ts'
import { itemsOf, observe, planned, start } from './probe/steps.ts'

let probe: OrderProbe
let told: Owners
let orderId: string
let reserve: string

beforeAll(async () => {
  probe = await orderProbe()
  told = probe.owners(2)
  orderId = await planned(probe, told)
  const items = await itemsOf(probe)
  reserve = items[0]?.id ?? ''
  const refused = items[2]?.id ?? ''
  await start(probe, reserve)
  await observe(probe, reserve)
  await start(probe, refused)
  await observe(probe, refused, {
    outcome: 'REJECTED',
    externalReference: null,
    errorClass: 'BUSINESS_REJECTED',
    errorCode: 'OUT_OF_STOCK',
  })
  await probe.project(orderSummary)
  await probe.project(orderOperations)
})
afterAll(() => probe.close())

const seller = () => probe.graph(probe.person(['order:read', 'customer:any']))
const agent = () => probe.graph(probe.person(['order:read', 'order:operate', 'fallout:read', 'customer:any']))
/** A customer user who may act for one customer and no other. */
const customerUser = (customerId: string) => {
  const mine = { ...told, ports: { ...told.ports, customerAuthority: async () => new Set([customerId]) } }

  return probe.graph(probe.person(['order:read']), mine)
}

describe('an order as people read it', () => {
  test('ORD-22 EVT-19 sales and customers list what they are told, operations what they work on', async () => {
    const listed = await orders(
      undefined,
      { filter: { customerId: told.customerId, numberPrefix: 'O-' } },
      await seller(),
    )
    expect(listed.edges.map((edge) => edge.node)).toMatchObject([
      { order: { id: orderId }, status: 'IN_PROGRESS', lineCount: 2, lastMilestone: 'FULFILLMENT_STARTED' },
    ])

    const worked = await operationsOrders(
      undefined,
      { filter: { ownerGroup: 'inventory-operations', ended: false } },
      await agent(),
    )
    expect(worked.edges.map((edge) => edge.node)).toMatchObject([
      {
        order: { id: orderId },
        openCases: 1,
        externalReferences: [`X-${reserve}`],
        items: [
          { state: 'COMPLETED', count: 1 },
          { state: 'FAILED', count: 1 },
          { state: 'PENDING', count: 1 },
          { state: 'READY', count: 1 },
        ],
      },
    ])
  })

  test('ORD-13 a customer never reads of fallout', async () => {
    const context = await customerUser(told.customerId)
    const order = { id: orderId }

    expect(await Order.status(order, undefined, context)).toBe('IN_PROGRESS')
    expect(await Order.statusText(order, undefined, context)).toBe('In progress')
    expect(await Order.operationalStatus(order, undefined, context)).toBeNull()
    expect(await Order.operationalStatus(order, undefined, await seller())).toBe('FALLOUT')
  })

  test('SEC-02g how it is carried out is for internal operations only', async () => {
    const inside = await agent()
    const outside = await seller()
    const order = { id: orderId }

    expect(await Order.fulfillmentItems(order, undefined, outside)).toBeNull()
    expect(await Order.falloutCases(order, undefined, outside)).toBeNull()
    expect(await FulfillmentItem.__resolveReference({ id: reserve }, outside)).toBeNull()
    expect(await Order.fulfillmentItems(order, undefined, inside)).toHaveLength(4)
    expect(await FulfillmentItem.externalReference({ id: reserve }, undefined, inside)).toBe(`X-${reserve}`)
    expect(await FulfillmentItem.retriesLeft({ id: reserve }, undefined, inside)).toBe(3)

    const [open] = (await Order.falloutCases(order, undefined, inside)) ?? []
    expect(await FalloutCase.evidence(open ?? { id: '' }, undefined, inside)).toMatchObject({
      errorCode: 'OUT_OF_STOCK',
    })
    expect(await FalloutCase.allowedActions(open ?? { id: '' }, undefined, inside)).toEqual(['RETRY_ITEM'])
    await expect(async () => operationsOrders(undefined, {}, outside)).rejects.toThrow('order:operate')
  })

  test('what is another customer’s is missing, exactly as if it did not exist', async () => {
    const other = await customerUser(newId('cus'))

    expect(await queries.order(undefined, { id: orderId }, other)).toBeNull()
    expect(await QuoteAcceptance.order({ id: told.acceptanceId }, undefined, other)).toBeNull()
    expect((await orders(undefined, {}, other)).edges).toEqual([])
    expect(
      await queries.order(undefined, { id: orderId }, await customerUser(told.customerId)),
    ).toMatchObject({ id: orderId })
  })

  test('API-05 M33 an acceptance says how far its capture is', async () => {
    const context = await seller()
    const state = (id: string) => QuoteAcceptance.captureState({ id }, undefined, context)

    expect(await state(told.acceptanceId)).toBe('CAPTURED')
    expect(await state(owners(probe.tenantId).acceptanceId)).toBe('PENDING')
    expect(await QuoteAcceptance.order({ id: told.acceptanceId }, undefined, context)).toMatchObject({
      id: orderId,
    })
  })

  test('ORD-06 a line shows what was accepted, from the order’s own snapshots', async () => {
    const context = await seller()
    const [line] = (await Order.lines({ id: orderId }, undefined, context)) ?? []
    if (line === undefined) throw new Error('The order has no line.')

    expect(line).toMatchObject({ number: 1, quantity: 1, action: 'ADD' })
    expect(await OrderLine.offeringName(line, undefined, context)).toBe('Fibre')
    expect(await OrderLine.contractValue(line, undefined, context)).toEqual({
      amount: '120.00',
      currency: 'EUR',
    })
  })

  test('CAP-34 every answer of the validation is kept', async () => {
    const [run] = (await Order.validations({ id: orderId }, undefined, await agent())) ?? []

    expect(run).toMatchObject({ run: 1, status: 'PASSED' })
    expect(run?.checks).toContainEqual(
      expect.objectContaining({ dimension: 'CUSTOMER', code: 'CUSTOMER_ACTIVE', severity: 'PASSED' }),
    )
  })

  test('M25 a process asks where its item stands', async () => {
    const worker = await probe.graph(probe.machine('worker'))

    expect(await queries.fulfillmentItemOutcome(undefined, { itemId: reserve }, worker)).toMatchObject({
      outcome: 'COMPLETED',
      orderId,
      attempt: 1,
    })
    expect(await queries.orderOutcome(undefined, { orderId }, worker)).toMatchObject({
      outcome: 'OPEN',
      status: 'FALLOUT',
    })
  })
})
