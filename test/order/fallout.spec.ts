import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { cancelOrder } from '@pactwork/order/cancellation/commands/cancel-order'
import { assignFalloutCase } from '@pactwork/order/fallout/commands/assign-fallout-case'
import { resolveFalloutCase } from '@pactwork/order/fallout/commands/resolve-fallout-case'
import { retryFulfillmentItem } from '@pactwork/order/fallout/commands/retry-fulfillment-item'
import { idOf } from '@pactwork/kernel/ids'
import { orderProbe, type OrderProbe } from './probe/runtime.ts'
import { itemsOf, journal, observe, planned, start } from './probe/steps.ts'

const probes: OrderProbe[] = []
let probe: OrderProbe
let orderId: string
let itemId: string

beforeEach(async () => {
  probe = await orderProbe()
  probes.push(probe)
  orderId = await planned(probe, probe.owners())
  itemId = (await itemsOf(probe))[0]?.id ?? ''
})
afterAll(() => Promise.all(probes.map((one) => one.close())))

const operator = (groups = ['inventory-operations']) =>
  probe.person(['fallout:assign', 'fallout:resolve', 'order:retry'], groups)
const cases = async () =>
  (
    await probe.read<{ id: string; status: string; reason: string; evidence: object }>(
      'select fallout_case_id as id, status, reason_code as reason, evidence from order_fallout_case order by opened_at',
    )
  ).map((one) => ({ ...one, id: idOf('fal', one.id) }))
const refusal = {
  outcome: 'REJECTED',
  externalReference: null,
  errorClass: 'BUSINESS_REJECTED',
  errorCode: 'RESOURCE_UNAVAILABLE',
}

test('FAL-01 FAL-07 a refusal becomes a case with its evidence, is taken, tried anew and completed', async () => {
  await start(probe, itemId)
  await observe(probe, itemId, refusal)
  const [open] = await cases()
  expect(open).toMatchObject({
    status: 'OPEN',
    reason: 'EXTERNAL_REJECTION',
    evidence: { errorClass: 'BUSINESS_REJECTED', errorCode: 'RESOURCE_UNAVAILABLE', attempt: 1, sends: 1 },
  })
  expect((await itemsOf(probe)).map((item) => item.state)).toEqual(['FAILED', 'BLOCKED'])

  const person = operator()
  await probe.run(assignFalloutCase, { caseId: open?.id }, person)
  expect(await cases()).toMatchObject([{ status: 'ASSIGNED' }])
  const retried = await probe.run(retryFulfillmentItem, { itemId, reason: 'Stock came in.' }, person)
  expect(retried).toMatchObject({ __typename: 'RetryFulfillmentItemPayload' })
  expect(await cases()).toMatchObject([{ status: 'RESOLVED' }])

  await start(probe, itemId)
  await observe(probe, itemId)
  const [, activation] = await itemsOf(probe)
  await start(probe, activation?.id ?? '')
  await observe(probe, activation?.id ?? '')
  expect((await journal(probe)).of('OrderCompleted')).toHaveLength(1)
})

test('FAL-12 SEC-01h nobody closes a case on hope, nor one of another group', async () => {
  await start(probe, itemId)
  await observe(probe, itemId, { outcome: 'UNRESOLVED', externalReference: null, errorClass: 'UNKNOWN' })
  const [open] = await cases()
  const resolve = (groups?: string[]) =>
    probe.run(resolveFalloutCase, { caseId: open?.id, reason: 'Looks fine.' }, operator(groups))

  expect(await resolve()).toMatchObject({ code: 'FALLOUT_OUTCOME_NOT_OBSERVED' })
  expect(await resolve(['provisioning-operations'])).toMatchObject({ code: 'FALLOUT_NOT_YOURS' })
  await observe(probe, itemId)
  expect(await resolve()).toMatchObject({ __typename: 'ResolveFalloutCasePayload' })
  expect(
    await probe.read(
      `select reason from audit_entry where operation = 'resolveFalloutCase' and outcome = 'ACCEPTED'`,
    ),
  ).toEqual([{ reason: 'Looks fine.' }])
})

test('SEC-01h SEC-02c SEC-02f what a person may not is denied before anything is read', async () => {
  const seller = probe.person(['order:read', 'order:capture'])

  await expect(probe.run(retryFulfillmentItem, { itemId, reason: 'Now.' }, seller)).rejects.toThrow(
    'order:retry',
  )
  await expect(
    probe.run(
      resolveFalloutCase,
      { caseId: idOf('fal', '019f0000-0000-7000-8000-000000000000'), reason: 'x' },
      seller,
    ),
  ).rejects.toThrow('fallout:resolve')
})

test('ORD-26 what workers call is closed to people, whatever they may', async () => {
  await expect(start({ ...probe, machine: () => operator() }, itemId)).rejects.toThrow('machine:worker')
})

test('CXL-01 an order is taken back before its fulfillment starts and not afterwards', async () => {
  const seller = probe.person(['order:cancel'])
  const cancel = () => probe.run(cancelOrder, { orderId, reasonCode: 'CUSTOMER_REQUEST' }, seller)
  await start(probe, itemId)
  expect(await cancel()).toMatchObject({ code: 'ORDER_NOT_CANCELLABLE' })

  const told = probe.owners()
  const other = await planned(probe, told)
  expect(
    await probe.run(
      cancelOrder,
      { orderId: other, reasonCode: 'ORDERED_BY_MISTAKE', note: 'Wrong site.' },
      seller,
    ),
  ).toMatchObject({ __typename: 'CancelOrderPayload' })
  expect((await journal(probe)).of('OrderCancelled')).toHaveLength(1)
})
