import { describe, expect, test } from '@jest/globals'
import { mayBecome } from '@pactwork/kernel/decision'
import { given } from '@pactwork/kernel/testing'
import { evolve } from '../order.evolve.ts'
import {
  after,
  decomposedOrder,
  observation,
  observed,
  orderInFallout,
  startedOrder,
  stateOf,
  waitingOrder,
} from '../order.fixtures.ts'
import { subjectOf, type Order } from '../order.ts'
import { recordOutcome } from '../fulfillment/outcome.ts'
import { falloutReasons, falloutTransitions, type FalloutState } from './fallout-case.ts'
import { assignCase, openIncident, resolveCase, retryItem, type Operator } from './fallout.ts'

const agent: Operator = { id: 'usr_1', groups: ['inventory-operations'], supervises: false }
const stranger: Operator = { id: 'usr_2', groups: ['provisioning-operations'], supervises: false }
const supervisor: Operator = { id: 'usr_3', groups: [], supervises: true }
const notFound = (): Order =>
  observed(waitingOrder(), { outcome: 'NOT_FOUND', externalReference: null, lastObservation: 'NOT_FOUND' })
const retry = (order: Order) => after(order, retryItem(order, { itemId: 'itm_1', by: agent }))

describe('a fallout case', () => {
  const states = Object.keys(falloutTransitions) as FalloutState[]
  const targets = ['ASSIGNED', 'RESOLVED', 'CANCELLED'] as const
  const pairs = states.flatMap((from) => targets.map((to) => ({ from, to })))

  test('FAL-02 knows its eight states', () => {
    expect([...states].sort()).toEqual([
      'ASSIGNED',
      'CANCELLED',
      'ESCALATED',
      'IN_REVIEW',
      'OPEN',
      'RESOLVED',
      'WAITING_CUSTOMER',
      'WAITING_EXTERNAL',
    ])
  })

  test.each(pairs)('FAL-02 from $from to $to happens exactly when the table says so', ({ from, to }) => {
    const order = orderInFallout()
    const cases = order.cases.map((one) => ({ ...one, state: from }))
    const resolution = to === 'CANCELLED' ? 'ORDER_CANCELLED' : 'OUTCOME_OBSERVED'
    const facts = { ...subjectOf(order), caseId: 'fal_1' }
    const move = () =>
      evolve(
        { ...order, cases },
        to === 'ASSIGNED'
          ? { type: 'OrderFalloutAssigned', ...facts, assigneeId: 'usr_1' }
          : { type: 'OrderFalloutResolved', ...facts, itemId: 'itm_1', resolution, resolvedBy: 'usr_1' },
        { id: order.id, version: order.version + 1, at: order.updatedAt },
      )

    if (mayBecome(falloutTransitions, from, to)) expect(move().cases[0]?.state).toBe(to)
    else expect(move).toThrow(`cannot become ${to}`)
  })

  test('FAL-05 every reason allows named actions and nothing else', () => {
    for (const { actions } of Object.values(falloutReasons)) {
      expect(actions.length).toBeGreaterThan(0)
      expect(['RETRY_ITEM', 'REVALIDATE', 'OVERRIDE', 'RESOLVE', 'CANCEL_ORDER']).toEqual(
        expect.arrayContaining([...actions]),
      )
    }
  })
})

describe('assigning a case', () => {
  const assign = (order: Order, by: Operator, assigneeId = by.id) =>
    given(order).when(assignCase, { caseId: 'fal_1', assigneeId, by })

  test('a member of the owning group takes it', () => {
    assign(orderInFallout(), agent).then({ type: 'OrderFalloutAssigned', assigneeId: 'usr_1' })
  })

  test('FAL-12 nobody else does, and nobody takes it away', () => {
    const taken = after(
      orderInFallout(),
      assignCase(orderInFallout(), { caseId: 'fal_1', assigneeId: 'usr_1', by: agent }),
    )

    assign(orderInFallout(), stranger).rejects('FALLOUT_NOT_YOURS')
    assign(orderInFallout(), agent, 'usr_2').rejects('FALLOUT_NOT_YOURS')
    assign(taken, { ...agent, id: 'usr_4' }).rejects('FALLOUT_NOT_YOURS')
    assign(taken, supervisor, 'usr_2').then({ type: 'OrderFalloutAssigned', assigneeId: 'usr_2' })
  })

  test('the same again changes nothing', () => {
    const taken = after(
      orderInFallout(),
      assignCase(orderInFallout(), { caseId: 'fal_1', assigneeId: 'usr_1', by: agent }),
    )

    assign(taken, agent).then()
  })
})

describe('trying an item anew', () => {
  test('CNF-11 opens a new attempt under a new key, closes the case and unblocks what waits', () => {
    given(orderInFallout())
      .when(retryItem, { itemId: 'itm_1', by: agent })
      .then(
        { type: 'OrderFalloutResolved', resolution: 'ITEM_RETRIED', resolvedBy: 'usr_1' },
        { type: 'FulfillmentItemReady', itemId: 'itm_1', attempt: 2 },
      )
    expect(retry(orderInFallout()).items).toMatchObject([
      { state: 'READY', attempt: 2, keyAttempt: 2 },
      { state: 'PENDING' },
    ])
  })

  test('CNF-11 what may have had an effect keeps its key', () => {
    expect(retry(notFound()).items[0]).toMatchObject({ state: 'READY', attempt: 2, keyAttempt: 1 })
  })

  test('an outcome under the kept key still counts, one under a given up key does not', () => {
    const kept = startedOrder('itm_1', retry(notFound()))
    const givenUp = startedOrder('itm_1', retry(orderInFallout()))

    expect(stateOf(observed(kept, { attempt: 1 }), 'itm_1')).toBe('COMPLETED')
    given(givenUp)
      .when(recordOutcome, observation({ attempt: 1 }))
      .then({ type: 'OrderFalloutOpened', reasonCode: 'CONTRADICTORY_OUTCOME' })
  })

  test('an end that comes before the new attempt begins is taken', () => {
    expect(stateOf(observed(retry(notFound()), { attempt: 1 }), 'itm_1')).toBe('COMPLETED')
    given(retry(notFound()))
      .when(recordOutcome, observation({ outcome: 'UNKNOWN', externalReference: null }))
      .then()
  })

  test('is refused while an outcome may still come', () => {
    given(waitingOrder())
      .when(retryItem, { itemId: 'itm_1', by: agent })
      .rejects('FULFILLMENT_ITEM_NOT_RETRYABLE', { state: 'WAITING_EXTERNAL' })
    given(observed(waitingOrder(), { outcome: 'UNKNOWN', externalReference: null }))
      .when(retryItem, { itemId: 'itm_1', by: agent })
      .rejects('FULFILLMENT_ITEM_NOT_RETRYABLE', { state: 'WAITING_UNKNOWN_OUTCOME' })
  })

  test('FAL-12 is refused to who does not own the case, and while a contradiction is open', () => {
    given(orderInFallout()).when(retryItem, { itemId: 'itm_1', by: stranger }).rejects('FALLOUT_NOT_YOURS')
    given(observed(orderInFallout(), { caseId: 'fal_2' }))
      .when(retryItem, { itemId: 'itm_1', by: agent })
      .rejects('FALLOUT_ACTION_NOT_ALLOWED', { action: 'RETRY_ITEM', reasonCode: 'CONTRADICTORY_OUTCOME' })
  })

  test('is refused when the capability allows no more', () => {
    const again = (order: Order, attempt: number) =>
      observed(startedOrder('itm_1', retry(order)), {
        outcome: 'REJECTED',
        externalReference: null,
        attempt,
        caseId: `fal_${attempt}`,
      })

    given(again(again(again(orderInFallout(), 2), 3), 4))
      .when(retryItem, { itemId: 'itm_1', by: agent })
      .rejects('FULFILLMENT_RETRY_BUDGET_EXHAUSTED', { attempts: 4 })
  })
})

describe('resolving a case', () => {
  test('FAL-12 is refused without an observed outcome', () => {
    given(notFound())
      .when(resolveCase, { caseId: 'fal_1', by: agent })
      .rejects('FALLOUT_OUTCOME_NOT_OBSERVED')
  })

  test('FAL-12 is refused where the reason does not allow it, and to who does not own the case', () => {
    given(orderInFallout())
      .when(resolveCase, { caseId: 'fal_1', by: agent })
      .rejects('FALLOUT_ACTION_NOT_ALLOWED', { action: 'RESOLVE', reasonCode: 'EXTERNAL_REJECTION' })
    given(observed(notFound()))
      .when(resolveCase, { caseId: 'fal_1', by: stranger })
      .rejects('FALLOUT_NOT_YOURS')
  })

  test('closes it once the outcome was observed, and not twice', () => {
    const found = observed(notFound())

    given(found)
      .when(resolveCase, { caseId: 'fal_1', by: supervisor })
      .then({ type: 'OrderFalloutResolved', resolution: 'OUTCOME_OBSERVED', resolvedBy: 'usr_3' })
    given(after(found, resolveCase(found, { caseId: 'fal_1', by: agent })))
      .when(resolveCase, { caseId: 'fal_1', by: agent })
      .rejects('FALLOUT_CASE_CLOSED', { state: 'RESOLVED' })
  })

  test('a person may accept what the other side said after it had refused', () => {
    const contradicted = observed(orderInFallout(), { caseId: 'fal_2' })

    given(contradicted)
      .when(resolveCase, { caseId: 'fal_2', by: agent })
      .then(
        { type: 'OrderFalloutResolved', caseId: 'fal_2' },
        { type: 'OrderFulfillmentItemCompleted', itemId: 'itm_1', externalReference: 'INV-1' },
        { type: 'FulfillmentItemReady', itemId: 'itm_2' },
      )
  })
})

describe('an incident of the engine', () => {
  const incident = { itemId: 'itm_1', incidentClass: 'MODEL_DEFECT', errorCode: null, caseId: 'fal_9' }

  test('ORD-12 becomes a classified case, once', () => {
    given(startedOrder())
      .when(openIncident, incident)
      .then({ type: 'OrderFalloutOpened', reasonCode: 'PROCESS_INCIDENT', phase: 'ORCHESTRATION' })
    given(after(startedOrder(), openIncident(startedOrder(), incident)))
      .when(openIncident, incident)
      .then()
  })

  test('adds nothing to what has ended or stands in fallout already', () => {
    given(observed(waitingOrder())).when(openIncident, incident).then()
    given(orderInFallout()).when(openIncident, incident).then()
  })

  test('CNF-11 lets a person try an item anew whose process stood still, under the key it had', () => {
    const stuck = after(startedOrder(), openIncident(startedOrder(), incident))
    const again = after(stuck, retryItem(stuck, { itemId: 'itm_1', by: agent }))

    expect(again.items[0]).toMatchObject({ state: 'READY', attempt: 2, keyAttempt: 1 })
    expect(again.cases).toMatchObject([{ state: 'RESOLVED', resolution: 'ITEM_RETRIED' }])
    given(startedOrder())
      .when(retryItem, { itemId: 'itm_1', by: agent })
      .rejects('FULFILLMENT_ITEM_NOT_RETRYABLE', { state: 'IN_PROGRESS' })
  })

  test('may be about the order itself', () => {
    given(decomposedOrder())
      .when(openIncident, { ...incident, itemId: null })
      .then({ type: 'OrderFalloutOpened', itemId: null, ownerGroup: 'order-operations' })
  })
})
