import { expect, test } from '@jest/globals'
import { itemOf, ordering, traffic } from './ordering.ts'

/** Each in a tenant of its own, both at once: what they do most is wait. */
test.concurrent.each([
  ['inventory', 'RESERVE'],
  ['provisioning', 'ACTIVATE'],
] as const)(
  'INT-15 REC-03 %s did nothing and fell silent: asked, not known there, sent again under the same key',
  async (system, capability) => {
    const scene = await ordering()
    await scene.behave(system, { behaviour: 'timeout-without-work', next: 1 })
    const orderId = await scene.placed()
    const done = await scene.completed(orderId)
    const { requests, questions, effects } = traffic(await scene.systems[system].journal(orderId))

    expect(requests).toHaveLength(2)
    expect(new Set([...requests, ...questions]).size).toBe(1)
    expect(questions.length).toBeGreaterThan(0)
    expect(effects.map(({ key }) => key)).toEqual([requests[0]])
    expect(done['falloutCases']).toEqual([])
    expect(itemOf(done, capability)).toMatchObject({
      state: 'COMPLETED',
      attempt: 1,
      externalReference: effects[0]?.reference,
    })
  },
  120_000,
)
