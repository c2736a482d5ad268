import { beforeAll, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { itemOf, ordering, traffic, type Ordering } from './ordering.ts'

let scene: Ordering
beforeAll(async () => {
  scene = await ordering()
}, 60_000)

type System = keyof Ordering['systems']

/** What a system's callbacks about an order were answered with. */
const delivered = async (system: System, orderId: string, count: number): Promise<number[]> => {
  const promised = (await scene.systems[system].journal(orderId)).flatMap((line) =>
    line.kind === 'CALLBACK_PROMISED' ? [line.id] : [],
  )
  expect(promised).toHaveLength(count)

  return until('the callbacks to be delivered', async () => {
    const lines = (await Promise.all(promised.map((id) => scene.systems[system].journal(id)))).flat()
    const answers = lines.flatMap((line) => (line.kind === 'CALLBACK_DELIVERED' ? [line.status] : []))
    return answers.length === count && answers
  })
}

test('CAP-37 INT-18 at work says provisioning, and calls back when it is done: nobody had to ask', async () => {
  await scene.behave('provisioning', { behaviour: 'late', afterMs: 2_000, next: 1 })
  const orderId = await scene.placed()
  await scene.reaches(
    orderId,
    'a waiting item',
    (order) => itemOf(order, 'ACTIVATE')['state'] === 'WAITING_EXTERNAL',
  )

  const done = await scene.completed(orderId)
  const { questions, effects } = traffic(await scene.systems.provisioning.journal(orderId))
  expect(await delivered('provisioning', orderId, 1)).toEqual([expect.any(Number)])
  expect(questions).toEqual([])
  expect(effects).toHaveLength(1)
  expect(itemOf(done, 'ACTIVATE')['externalReference']).toBe(effects[0]?.reference)
}, 90_000)

test.each([
  ['twice', 2],
  ['early-callback', 1],
  ['out-of-order', 2],
] as const)(
  'CAP-37 inventory answers and calls back (%s): said more than once, true once',
  async (behaviour, callbacks) => {
    await scene.behave('inventory', { behaviour, afterMs: 500, next: 1 })
    const { quoteId } = await scene.accepted()
    const orderId = await scene.orderOf(quoteId)
    const done = await scene.completed(orderId)
    const answers = await delivered('inventory', orderId, callbacks)
    const { requests, effects } = traffic(await scene.systems.inventory.journal(orderId))

    expect(answers.every((status) => status < 300)).toBe(true)
    expect(requests).toHaveLength(1)
    expect(effects).toHaveLength(1)
    expect(itemOf(done, 'RESERVE')['externalReference']).toBe(effects[0]?.reference)

    const later = await scene.order(orderId)
    expect(later).toMatchObject({ status: 'COMPLETED', falloutCases: [] })
    expect(later['milestones'].map(({ position }: { position: number }) => position)).toEqual([
      1, 2, 3, 4, 5, 6,
    ])
  },
  90_000,
)
