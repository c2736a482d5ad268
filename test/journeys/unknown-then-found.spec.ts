import { expect, test } from '@jest/globals'
import { itemOf, ordering, traffic } from './ordering.ts'

/** Each in a tenant of its own, both at once: what they do most is wait. */
test.concurrent.each([
  ['inventory', 'RESERVE'],
  ['provisioning', 'ACTIVATE'],
] as const)(
  'ORD-18 DEC-11 INV-10 INV-11 INV-25 %s did the work and fell silent: unknown until it was asked, done once',
  async (system, capability) => {
    const scene = await ordering()
    await scene.behave(system, { behaviour: 'timeout-after-work', next: 1 })
    await scene.behave(system, { behaviour: 'unavailable', on: 'ask' })
    const orderId = await scene.placed()

    const unknown = await scene.reaches(
      orderId,
      `an unknown ${capability}`,
      (order) => itemOf(order, capability)['state'] === 'WAITING_UNKNOWN_OUTCOME',
    )
    expect(unknown).toMatchObject({ status: 'IN_PROGRESS', falloutCases: [] })
    expect(itemOf(unknown, capability)).toMatchObject({ attempt: 1, externalReference: null })

    await scene.behave(system, { behaviour: 'succeed', on: 'ask' })
    const done = await scene.completed(orderId)
    const { requests, questions, effects } = traffic(await scene.systems[system].journal(orderId))
    expect(requests).toHaveLength(1)
    expect(new Set(questions)).toEqual(new Set(requests))
    expect(effects).toHaveLength(1)
    expect(itemOf(done, capability)).toMatchObject({
      state: 'COMPLETED',
      attempt: 1,
      externalReference: effects[0]?.reference,
    })
  },
  120_000,
)
