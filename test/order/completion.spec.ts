import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { orderProbe, type OrderProbe } from './probe/runtime.ts'
import { itemsOf, journal, observe, planned, start } from './probe/steps.ts'

const connections = 20
let probe: OrderProbe

beforeAll(async () => {
  probe = await orderProbe({ max: connections })
})
afterAll(() => probe.close())

test('GEN-20 DEC-04 DEC-06 ORD-17 a hundred items completed by twenty connections end the order exactly once', async () => {
  await planned(probe, probe.owners(50))
  const items = await itemsOf(probe)
  expect(items).toHaveLength(100)

  const all = async (capability: string) => {
    const some = items.filter((item) => item.capability === capability)
    for (const item of some) await start(probe, item.id)
    // Every outcome comes twice, as callbacks and questions do, and twenty of them are on their way at any moment.
    const left = some.flatMap((item) => [item.id, item.id])
    const answers = await Promise.all(
      Array.from({ length: connections }, async () => {
        const own: string[] = []
        for (let next = left.pop(); next !== undefined; next = left.pop()) {
          own.push((await observe(probe, next)).__typename)
        }
        return own
      }),
    )
    expect(answers.flat()).toEqual(Array.from({ length: 2 * some.length }, () => 'RecordItemOutcomePayload'))
  }
  await all('RESERVE')
  await all('ACTIVATE')

  const facts = await journal(probe)
  expect(facts.of('OrderFulfillmentItemCompleted')).toHaveLength(100)
  expect(facts.of('OrderCompleted')).toHaveLength(1)
  expect(facts.of('OrderFulfillmentStarted')).toHaveLength(1)
  expect(facts.milestones).toEqual([1, 2, 3, 4, 5, 6])
  expect(facts.versions).toEqual(facts.versions.map((_, index) => index + 1))
  expect(await probe.read('select status, fulfillment_state from customer_order')).toEqual([
    { status: 'COMPLETED', fulfillment_state: 'COMPLETED' },
  ])
})
