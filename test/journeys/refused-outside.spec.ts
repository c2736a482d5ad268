import { beforeAll, expect, test } from '@jest/globals'
import { itemOf, ordering, traffic, type Ordering } from './ordering.ts'

let scene: Ordering
beforeAll(async () => {
  scene = await ordering()
}, 60_000)

test.each([
  ['inventory', 'RESERVE', 'reject', 'OUT_OF_STOCK', 'inventory-operations'],
  ['provisioning', 'ACTIVATE', 'late-rejection', 'RESOURCE_UNAVAILABLE', 'provisioning-operations'],
] as const)(
  'DEC-10 FAL-06 %s says no to %s (%s): fallout, never a blind retry; a person asks anew, under a new key',
  async (system, capability, behaviour, errorCode, ownerGroup) => {
    const { operations, systems } = scene
    await scene.behave(system, { behaviour, next: 1 })
    const orderId = await scene.placed()
    const fallen = await scene.reaches(orderId, 'fallen out', ({ falloutCases }) => falloutCases.length > 0)
    const item = itemOf(fallen, capability)
    const [{ id: caseId }] = fallen['falloutCases']

    expect(fallen['falloutCases']).toMatchObject([
      { reasonCode: 'EXTERNAL_REJECTION', ownerGroup, allowedActions: ['RETRY_ITEM'] },
    ])
    expect(item).toMatchObject({ state: 'FAILED', errorCode, attempt: 1 })
    expect(await operations.run('resolveFalloutCase', { caseId, reason: 'Never mind.' })).toMatchObject({
      code: 'FALLOUT_ACTION_NOT_ALLOWED',
    })

    await operations.carry('assignFalloutCase', { caseId })
    await operations.carry('retryFulfillmentItem', { itemId: item['id'], reason: 'They made room.' })
    const done = await scene.completed(orderId)
    const { requests, effects } = traffic(await systems[system].journal(orderId))

    // One request was refused and one was wanted by a person: nobody else asked.
    expect(requests).toHaveLength(2)
    expect(new Set(requests).size).toBe(2)
    expect(itemOf(done, capability)).toMatchObject({
      state: 'COMPLETED',
      attempt: 2,
      externalReference: effects.at(-1)?.reference,
    })
    expect(effects.at(-1)?.key).toBe(requests[1])
  },
  120_000,
)
