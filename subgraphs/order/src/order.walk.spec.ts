import { expect, test } from '@jest/globals'
import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, mayBecome, type Decision } from '@pactwork/kernel/decision'
import fc from 'fast-check'
import { cancelOrder } from './cancellation/cancellation.ts'
import { openIncident, resolveCase, retryItem, type Operator } from './fallout/fallout.ts'
import { handOff, startItem } from './fulfillment/fulfillment.ts'
import { outcomes, recordOutcome } from './fulfillment/outcome.ts'
import { evolve } from './order.evolve.ts'
import { decomposedOrder, observation } from './order.fixtures.ts'
import { orderTransitions, statusOf, type Order } from './order.ts'

// Whatever workers, systems and people do to an order in whatever order: nothing breaks its promises.

const lines = 2
const supervisor: Operator = { id: 'usr_1', groups: [], supervises: true }
const itemId = fc.integer({ min: 1, max: lines * 2 }).map((number) => `itm_${number}`)
const attempt = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
)

type Move = (order: Order, step: number) => Decision<OrderEvent>

const outcome = fc.oneof(
  { weight: 3, arbitrary: fc.constant('COMPLETED' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...outcomes) },
)

const starting = itemId.map(
  (id): Move =>
    (order) =>
      startItem(order, { itemId: id }),
)
const handingOver = itemId.map(
  (id): Move =>
    (order) =>
      handOff(order, { itemId: id }),
)
const retrying = itemId.map(
  (id): Move =>
    (order) =>
      retryItem(order, { itemId: id, by: supervisor }),
)
const cancelling = fc.constant<Move>((order) => cancelOrder(order, { reasonCode: 'OTHER', by: 'usr_1' }))

const observing = fc.record({ itemId, attempt, outcome }).map((seen): Move => (order, step) => {
  const externalReference = seen.outcome === 'COMPLETED' ? `X-${seen.itemId}` : null

  return recordOutcome(order, observation({ ...seen, externalReference, caseId: `fal_${step}` }))
})

const resolving = fc.nat().map((pick): Move => (order) => {
  const one = order.cases[pick % Math.max(1, order.cases.length)]

  return one === undefined ? accept() : resolveCase(order, { caseId: one.id, by: supervisor })
})

const breaking = itemId.map(
  (id): Move =>
    (order, step) =>
      openIncident(order, {
        itemId: id,
        incidentClass: 'MODEL_DEFECT',
        errorCode: null,
        caseId: `fal_${step}`,
      }),
)

const moves = fc.oneof(
  { weight: 8, arbitrary: starting },
  { weight: 3, arbitrary: handingOver },
  { weight: 8, arbitrary: observing },
  { weight: 3, arbitrary: retrying },
  { weight: 2, arbitrary: resolving },
  { weight: 1, arbitrary: cancelling },
  { weight: 1, arbitrary: breaking },
)

const apply = (order: Order, event: OrderEvent): Order =>
  evolve(order, event, { id: order.id, version: order.version + 1, at: order.updatedAt })

test('ORD-17 ORD-18 every walk keeps to the tables, numbers milestones without gaps and completes at most once', () => {
  let completions = 0

  fc.assert(
    fc.property(fc.array(moves, { minLength: 10, maxLength: 120 }), (walk) => {
      let order = decomposedOrder(lines)
      const facts: OrderEvent[] = []

      walk.forEach((move, step) => {
        const decision = move(order, step)
        if (decision.kind === 'rejected') return
        for (const event of decision.events) {
          const before = statusOf(order)
          order = apply(order, event)
          facts.push(event)
          const now = statusOf(order)
          if (now !== before)
            expect(`${before} → ${now} ${mayBecome(orderTransitions, before, now)}`).toBe(
              `${before} → ${now} true`,
            )
        }
      })

      const milestones = facts.flatMap((event) => (event.type === 'OrderMilestoneReached' ? [event] : []))
      expect(milestones.map((event) => event.position)).toEqual(milestones.map((_, index) => index + 4))
      expect(new Set(milestones.map((event) => event.milestone)).size).toBe(milestones.length)

      const completed = facts.filter((event) => event.type === 'OrderCompleted').length
      const all = order.items.every((item) => item.state === 'COMPLETED')
      expect(completed).toBe(all ? 1 : 0)
      completions += completed

      for (const item of order.items) {
        const waits = item.dependsOn.some(
          (id) => order.items.find((one) => one.id === id)?.state !== 'COMPLETED',
        )
        if (waits) expect(['PENDING', 'BLOCKED', 'CANCELLED']).toContain(item.state)
      }
    }),
    { numRuns: 400, seed: 20260702 },
  )

  // A walk that never completed would have proven nothing about completion.
  expect(completions).toBeGreaterThan(0)
})
