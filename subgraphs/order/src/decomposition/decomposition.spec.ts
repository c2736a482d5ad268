import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import fc from 'fast-check'
import { capturedOrder, decomposedOrder, reserveThenActivate, validatedOrder } from '../order.fixtures.ts'
import { decompose, type PlannableLine } from './decompose.ts'
import { decomposeOrder } from './decomposition.ts'

const line = (number: number, rules = reserveThenActivate): PlannableLine => ({
  lineId: `oln_${number}`,
  number,
  rules,
})
const RESERVE = { capability: 'RESERVE', responsibleSystem: 'INVENTORY', dependsOn: [] as string[] }

describe('decomposing lines', () => {
  test('DEC-01 DEC-02 gives items with capability, system and what they depend on', () => {
    expect(decompose([line(1), line(2)])).toMatchObject({
      made: true,
      items: [
        { lineId: 'oln_1', capability: 'RESERVE', system: 'INVENTORY', dependsOn: [] },
        { lineId: 'oln_1', capability: 'ACTIVATE', system: 'PROVISIONING', dependsOn: [0] },
        { lineId: 'oln_2', capability: 'RESERVE', system: 'INVENTORY', dependsOn: [] },
        { lineId: 'oln_2', capability: 'ACTIVATE', system: 'PROVISIONING', dependsOn: [2] },
      ],
    })
  })

  test('DEC-03 gives the same plan for the same lines, in whatever order they and their rules stand', () => {
    const lines = Array.from({ length: 12 }, (_, index) => line(index + 1))
    const shuffledRules = fc.constantFrom(reserveThenActivate, [...reserveThenActivate].reverse())
    const shuffled = fc.shuffledSubarray(lines, { minLength: 12 })

    fc.assert(
      fc.property(shuffled, shuffledRules, (some, rules) => {
        expect(decompose(some.map((one) => ({ ...one, rules })))).toEqual(decompose(lines))
      }),
    )
  })

  test('DEC-03 another line gives another hash', () => {
    const hash = (plan: ReturnType<typeof decompose>) => (plan.made ? plan.hash : undefined)

    expect(hash(decompose([line(1)]))).not.toBe(hash(decompose([line(1), line(2)])))
  })

  test.each([
    ['no rule at all', [], 'DECOMPOSITION_RULE_MISSING'],
    ['a capability nobody has', [{ ...RESERVE, capability: 'TELEPORT' }], 'CAPABILITY_UNKNOWN'],
    ['a capability at another system', [{ ...RESERVE, responsibleSystem: 'BILLING' }], 'CAPABILITY_UNKNOWN'],
    ['a capability twice', [RESERVE, RESERVE], 'CAPABILITY_TWICE'],
    ['a dependency on what is not there', [{ ...RESERVE, dependsOn: ['ACTIVATE'] }], 'DEPENDENCY_UNKNOWN'],
    [
      'a cycle',
      reserveThenActivate.map((rule) => ({ ...rule, dependsOn: ['RESERVE', 'ACTIVATE'] })),
      'DEPENDENCY_CYCLE',
    ],
  ])('DEC-07 makes no plan with %s', (_, rules, code) => {
    expect(decompose([line(1), line(2, rules)])).toMatchObject({
      made: false,
      problems: [{ code, lineId: 'oln_2' }],
    })
  })
})

describe('decomposing an order', () => {
  const plan = decompose([line(1)])
  const given1 = { plan, planId: 'pln_1', itemIds: ['itm_1', 'itm_2'], caseId: 'fal_1' }

  test('DEC-04 keeps the plan and releases what depends on nothing', () => {
    given(validatedOrder())
      .when(decomposeOrder, given1)
      .then(
        { type: 'OrderDecompositionStarted' },
        { type: 'OrderDecomposed', planId: 'pln_1' },
        { type: 'OrderMilestoneReached', milestone: 'ORDER_DECOMPOSED', position: 3 },
        { type: 'OrderOrchestrationStarted', itemCount: 2 },
        { type: 'FulfillmentItemReady', itemId: 'itm_1', attempt: 1, processBusinessKey: 'itm_1' },
      )
  })

  test('ORD-05 DEC-05 the fulfillment tree is another one than the commercial tree', () => {
    const { lines, items } = decomposedOrder()

    expect(lines).toHaveLength(1)
    expect(items).toMatchObject([
      { lineId: 'oln_1', capability: 'RESERVE', state: 'READY', attempt: 1, dependsOn: [] },
      { lineId: 'oln_1', capability: 'ACTIVATE', state: 'PENDING', attempt: 1, dependsOn: ['itm_1'] },
    ])
  })

  test('DEC-07 without a rule opens decomposition fallout and starts nothing', () => {
    given(validatedOrder())
      .when(decomposeOrder, { ...given1, plan: decompose([line(1, [])]) })
      .then(
        { type: 'OrderDecompositionStarted' },
        { type: 'OrderDecompositionFailed', codes: ['DECOMPOSITION_RULE_MISSING'] },
        {
          type: 'OrderFalloutOpened',
          phase: 'DECOMPOSITION',
          reasonCode: 'DECOMPOSITION_RULE_MISSING',
          itemId: null,
        },
      )
  })

  test('CAT-08 happens once: a second time changes nothing, whatever the rules say by then', () => {
    const other = decompose([line(1, [RESERVE])])

    given(decomposedOrder()).when(decomposeOrder, given1).then()
    given(decomposedOrder())
      .when(decomposeOrder, { ...given1, plan: other, itemIds: ['itm_3'] })
      .then()
  })

  test('is refused before the order is validated', () => {
    given(capturedOrder())
      .when(decomposeOrder, given1)
      .rejects('ORDER_NOT_DECOMPOSABLE', { status: 'CAPTURED' })
  })
})
