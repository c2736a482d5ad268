import { beforeAll, expect, test } from '@jest/globals'
import type { Data } from '../stack/graph-client.ts'
import { until } from '../support/until.ts'
import { itemOf, ordering, saved, traffic, type Ordering } from './ordering.ts'

let scene: Ordering
let orderId: string
let fallen: Data
let caseId: string

// Inventory does nothing and never answers, as often as it is asked: what became of it cannot be found out.
beforeAll(async () => {
  scene = await ordering()
  await scene.behave('inventory', { behaviour: 'timeout-without-work' })
  orderId = await scene.placed()
  fallen = await scene.reaches(orderId, 'fallen out', ({ falloutCases }) => falloutCases.length > 0, 90_000)
  caseId = fallen['falloutCases'][0].id
}, 180_000)

const workItem = (state: string): Promise<Data> =>
  until(`the work item to be ${state}`, async () => {
    const filter = { about: orderId, states: [state] }
    const { workItems } = await scene.operations.data(saved('worklist-view'), { filter })
    return workItems.nodes[0] as Data | undefined
  })
const resolve = () => scene.operations.run('resolveFalloutCase', { caseId, reason: 'It will have worked.' })

test('FAL-01 FAL-02 ORD-13 the order shows a case with what may be done, and the customer nothing of it', async () => {
  expect(fallen).toMatchObject({
    status: 'IN_PROGRESS',
    falloutCases: [
      {
        state: 'OPEN',
        reasonCode: 'OUTCOME_NOT_FOUND',
        ownerGroup: 'inventory-operations',
        allowedActions: ['RETRY_ITEM', 'RESOLVE'],
        assignee: null,
      },
    ],
  })
  expect(itemOf(fallen, 'RESERVE')['state']).toBe('WAITING_UNKNOWN_OUTCOME')
  expect(itemOf(fallen, 'ACTIVATE')['state']).toBe('PENDING')

  const { order } = await scene.customer.data(saved('order-view'), { orderId })
  expect(order).toMatchObject({ status: 'IN_PROGRESS', falloutCases: null, fulfillmentItems: null })
})

test('FAL-07 API-01 the work item of its group shows what is known, and whose order it is', async () => {
  expect(await workItem('OPEN')).toMatchObject({
    kind: 'FALLOUT',
    queue: 'inventory-operations',
    subject: {
      __typename: 'FalloutCase',
      reasonCode: 'OUTCOME_NOT_FOUND',
      description: expect.stringContaining('does not know the request'),
      item: { capability: 'RESERVE', attempt: 1, externalReference: null },
      order: { id: orderId, customer: { id: scene.customerId }, quote: { number: expect.any(String) } },
    },
  })
  const { falloutCase } = await scene.operations.data(
    `query ($id: ID!) { falloutCase(id: $id) { phase openedAt
       evidence { errorCode attempt sends externalReference lastObservation } } }`,
    { id: caseId },
  )
  expect(falloutCase).toMatchObject({
    phase: 'FULFILLMENT',
    evidence: {
      errorCode: 'NOT_FOUND_AFTER_RESENDS',
      attempt: 1,
      sends: 3,
      externalReference: null,
      lastObservation: 'NOT_FOUND',
    },
  })
})

test('FAL-12 SEC-02f it is not closed on hope, and a person of another queue does not touch it', async () => {
  expect(await resolve()).toMatchObject({ code: 'FALLOUT_OUTCOME_NOT_OBSERVED' })
  const approver = await scene.tenant.as('approver')
  await expect(approver.run('assignFalloutCase', { caseId })).rejects.toThrow('fallout:assign')
  await expect(approver.run('retryFulfillmentItem', { itemId: 'x', reason: 'Now.' })).rejects.toThrow(
    'order:retry',
  )
  expect((await scene.order(orderId))['falloutCases']).toMatchObject([{ state: 'OPEN' }])
})

test('FAL-05 FAL-06 DEC-11 SEC-02c a person takes it and has the item tried anew: asked first, same key, done once', async () => {
  const { operations, systems } = scene
  const { id: workItemId } = await workItem('OPEN')
  const { id: itemId } = itemOf(fallen, 'RESERVE')
  const before = traffic(await systems.inventory.journal(orderId))
  await operations.carry('claimWorkItem', { workItemId })
  await operations.carry('assignFalloutCase', { caseId })
  expect((await scene.order(orderId))['falloutCases']).toMatchObject([
    { state: 'ASSIGNED', assignee: { displayName: 'Otto, operations' } },
  ])

  await scene.behave('inventory', { behaviour: 'succeed' })
  await operations.carry('retryFulfillmentItem', { itemId, reason: 'Their system is up again.' })
  const done = await scene.completed(orderId)
  const after = traffic(await systems.inventory.journal(orderId))

  expect(itemOf(done, 'RESERVE')).toMatchObject({
    state: 'COMPLETED',
    attempt: 2,
    externalReference: after.effects[0]?.reference,
  })
  expect(after.effects).toHaveLength(1)
  expect(new Set(after.requests)).toEqual(new Set(before.requests))
  expect(after.questions.length).toBeGreaterThan(before.questions.length)
  expect(done['falloutCases']).toMatchObject([{ state: 'RESOLVED' }])
  expect((await workItem('DONE'))['id']).toBe(workItemId)
  expect(await resolve()).toMatchObject({ code: 'FALLOUT_CASE_CLOSED' })
}, 120_000)
