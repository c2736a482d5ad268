import { beforeEach, expect, test } from '@jest/globals'
import type { Data } from '../stack/graph-client.ts'
import { ordering, type Ordering } from './ordering.ts'

let scene: Ordering
beforeEach(async () => {
  scene = await ordering()
}, 60_000)

const dearer = (text: string, path: string): string =>
  path.includes('price')
    ? text.replaceAll(/"value": (\d+)/g, (_, digits) => `"value": ${Number(digits) + 1}`)
    : text
const price = async (quoteId: string): Promise<Data> =>
  (await scene.seen(quoteId, 'price { result { id priceHash } contractValue { amount currency } }'))['price']

test('PRC-08 QUO-05 M6 an offer dearer since a moment is not accepted; priced anew it is, at the new price', async () => {
  const { quoteId } = await scene.approved()
  const before = await price(quoteId)
  await scene.publish(dearer)
  expect(await scene.customer.run('acceptQuote', { quoteId, revision: 1 })).toMatchObject({
    code: 'PRICE_STALE',
    violations: [{ code: 'FACT_CHANGED' }],
  })

  await scene.sales.carry('reviseQuote', { quoteId, reason: 'The price list changed.' })
  await scene.sales.carry('priceQuote', { quoteId })
  await scene.sales.carry('submitQuote', { quoteId })
  await scene.inState(quoteId, 'APPROVED')
  await scene.customer.carry('acceptQuote', { quoteId, revision: 2 })
  const order = await scene.completed(await scene.orderOf(quoteId))
  const after = await price(quoteId)

  expect(Number(after['contractValue'].amount)).toBeGreaterThan(Number(before['contractValue'].amount))
  expect(order['lines'][0].contractValue).toEqual(after['contractValue'])
}, 120_000)

test('CAT-04 CAT-07 what was accepted stays as it was and is delivered, whatever the catalog says since', async () => {
  const { quoteId } = await scene.accepted()
  const before = await price(quoteId)
  await scene.publish(dearer)
  const order = await scene.completed(await scene.orderOf(quoteId))

  expect(await price(quoteId)).toEqual(before)
  expect(await scene.seen(quoteId, 'price { staleBecause }')).toMatchObject({
    state: 'ACCEPTED',
    revision: 1,
    price: { staleBecause: null },
  })
  expect(order['lines'][0].contractValue).toEqual(before['contractValue'])
}, 120_000)
