import { beforeEach, expect, test } from '@jest/globals'
import { uuidOf } from '@pactwork/kernel/ids'
import { ordering, type Ordering } from './ordering.ts'

let scene: Ordering
let orderId: string

// The customer is suspended before the order can take its number, so that it waits for a person before anything
// happens outside.
beforeEach(async () => {
  scene = await ordering()
  const admin = await scene.tenant.as('admin')
  const database = await scene.database()
  let quoteId: string
  try {
    await database.query('begin')
    await database.query(
      `insert into "order".order_number_counter (tenant_id, year, last) values ($1, extract(year from now()), 0)`,
      [uuidOf('ten', scene.tenant.id)],
    )
    quoteId = (await scene.accepted()).quoteId
    await admin.carry('suspendCustomer', { customerId: scene.customerId, reason: 'Bills are open.' })
  } finally {
    await database.end()
  }
  orderId = await scene.orderOf(quoteId)
  await scene.reaches(
    orderId,
    'a check that a person has to judge',
    ({ falloutCases: [one] }) => one?.reasonCode === 'VALIDATION_NEEDS_REVIEW' && one.state === 'OPEN',
  )
}, 120_000)

test('CXL-01 CXL-09 SEC-01g an order is taken back before its fulfillment: nothing was ever asked of anybody', async () => {
  const cancel = () => scene.sales.run('cancelOrder', { orderId, reasonCode: 'CUSTOMER_REQUEST' })
  expect(await cancel()).toMatchObject({ __typename: 'CancelOrderPayload' })

  expect(await scene.order(orderId)).toMatchObject({
    status: 'CANCELLED',
    fulfillmentItems: [],
    falloutCases: [{ state: expect.stringMatching(/CANCELLED|RESOLVED/) }],
  })
  expect(await cancel()).toMatchObject({ code: 'ORDER_NOT_CANCELLABLE' })
  for (const system of Object.values(scene.systems)) expect(await system.journal(orderId)).toEqual([])
  await expect(
    scene.customer.run('cancelOrder', { orderId, reasonCode: 'CUSTOMER_REQUEST' }),
  ).rejects.toThrow('order:cancel')
})

test('SEC-02b a supervisor lets it go on and answers for it; then it cannot be taken back', async () => {
  const reason = 'They have paid, the books lag behind.'
  await expect(scene.operations.run('overrideValidation', { orderId, reason })).rejects.toThrow(
    'order:override',
  )
  const supervisor = await scene.tenant.as('supervisor')
  await supervisor.carry('overrideValidation', { orderId, reason })
  await scene.completed(orderId)

  expect(await scene.sales.run('cancelOrder', { orderId, reasonCode: 'CUSTOMER_REQUEST' })).toMatchObject({
    code: 'ORDER_NOT_CANCELLABLE',
  })
}, 120_000)
