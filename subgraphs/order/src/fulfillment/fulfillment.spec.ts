import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import {
  decomposedOrder,
  observation,
  observed,
  refusal,
  startedOrder,
  stateOf,
  waitingOrder,
} from '../order.fixtures.ts'
import { orderInFallout } from '../order.fixtures.ts'
import { handOff, startItem } from './fulfillment.ts'
import { outcomeFrom } from './outcome-words.ts'
import { recordOutcome } from './outcome.ts'

describe('starting an item', () => {
  test('ORD-19 the first one starts the fulfillment of the order', () => {
    given(decomposedOrder())
      .when(startItem, { itemId: 'itm_1' })
      .then(
        { type: 'OrderFulfillmentStarted' },
        { type: 'OrderFulfillmentItemStarted', itemId: 'itm_1' },
        { type: 'OrderMilestoneReached', milestone: 'FULFILLMENT_STARTED', position: 4 },
      )
  })

  test('a second start changes nothing', () => {
    given(startedOrder()).when(startItem, { itemId: 'itm_1' }).then()
    given(waitingOrder()).when(startItem, { itemId: 'itm_1', attempt: 1 }).then()
  })

  test('is refused while something it depends on is open', () => {
    given(decomposedOrder())
      .when(startItem, { itemId: 'itm_2' })
      .rejects('FULFILLMENT_ITEM_NOT_READY', { state: 'PENDING' })
  })

  test('is refused to a process whose attempt is over', () => {
    given(startedOrder())
      .when(startItem, { itemId: 'itm_1', attempt: 2 })
      .rejects('FULFILLMENT_ATTEMPT_SUPERSEDED', { attempt: 2, current: 1 })
  })
})

describe('handing an item over', () => {
  test('DEC-08 makes it wait for its system', () => {
    given(startedOrder())
      .when(handOff, { itemId: 'itm_1' })
      .then({ type: 'OrderFulfillmentItemWaiting', externalReference: null })
    given(waitingOrder()).when(handOff, { itemId: 'itm_1' }).then()
  })

  test('is refused before it is started', () => {
    given(decomposedOrder())
      .when(handOff, { itemId: 'itm_1' })
      .rejects('FULFILLMENT_ITEM_NOT_STARTED', { state: 'READY' })
  })
})

describe('an observed outcome', () => {
  test('completes the item and readies what depends on it', () => {
    given(waitingOrder())
      .when(recordOutcome, observation())
      .then(
        { type: 'OrderFulfillmentItemCompleted', itemId: 'itm_1', externalReference: 'INV-1' },
        { type: 'FulfillmentItemReady', itemId: 'itm_2', capability: 'ACTIVATE' },
      )
  })

  test('DEC-09 the same completion again changes nothing', () => {
    const reserved = observed(waitingOrder())

    given(reserved).when(recordOutcome, observation()).then()
    given(reserved)
      .when(recordOutcome, observation({ outcome: 'WAITING' }))
      .then()
    given(reserved)
      .when(recordOutcome, observation({ outcome: 'UNKNOWN' }))
      .then()
  })

  test('the last one completes the order, with what the installed base is made from', () => {
    const last = waitingOrder('itm_2', observed(waitingOrder()))

    given(last)
      .when(recordOutcome, observation({ itemId: 'itm_2', externalReference: 'PRV-1' }))
      .then(
        { type: 'OrderFulfillmentItemCompleted', itemId: 'itm_2' },
        { type: 'OrderMilestoneReached', milestone: 'SERVICE_ACTIVATED', position: 5 },
        {
          type: 'OrderCompleted',
          lines: [
            {
              lineId: 'oln_1',
              quoteLineId: 'qln_1',
              number: 1,
              action: 'ADD',
              offeringId: 'off_1',
              offeringVersion: '1.0',
              specificationId: 'spc_1',
              quantity: 1,
              configurationId: 'cfg_1',
              configurationHash: 'sha256:cfg1',
              externalReferences: { RESERVE: 'INV-1', ACTIVATE: 'PRV-1' },
            },
          ],
        },
        { type: 'OrderMilestoneReached', milestone: 'ORDER_COMPLETED', position: 6 },
      )
  })

  test('DEC-10 a refusal fails the item, blocks what waits for it and asks a person: never a blind retry', () => {
    given(waitingOrder())
      .when(recordOutcome, refusal())
      .then(
        { type: 'OrderFulfillmentItemFailed', errorCode: 'RESOURCE_UNAVAILABLE', blockedItems: ['itm_2'] },
        {
          type: 'OrderFalloutOpened',
          reasonCode: 'EXTERNAL_REJECTION',
          itemId: 'itm_1',
          phase: 'FULFILLMENT',
        },
      )
    expect([stateOf(orderInFallout(), 'itm_1'), stateOf(orderInFallout(), 'itm_2')]).toEqual([
      'FAILED',
      'BLOCKED',
    ])
  })

  test('ORD-18 DEC-11 an unknown one is shown as unknown until it is found', () => {
    const unknown = observed(waitingOrder(), {
      outcome: 'UNKNOWN',
      externalReference: null,
      errorClass: 'UNKNOWN',
    })

    expect(stateOf(unknown, 'itm_1')).toBe('WAITING_UNKNOWN_OUTCOME')
    expect(unknown.cases).toEqual([])
    expect(stateOf(observed(unknown), 'itm_1')).toBe('COMPLETED')
  })

  test.each([
    ['NOT_FOUND', 'OUTCOME_NOT_FOUND'],
    ['UNRESOLVED', 'OUTCOME_UNKNOWN'],
    ['UNCLASSIFIED', 'UNCLASSIFIED_FAILURE'],
  ] as const)('DEC-11 %s past the bound opens a case and guesses nothing', (outcome, reasonCode) => {
    const unknown = observed(waitingOrder(), { outcome, externalReference: null })

    expect(stateOf(unknown, 'itm_1')).toBe('WAITING_UNKNOWN_OUTCOME')
    expect(unknown.cases).toMatchObject([{ reasonCode, itemId: 'itm_1', state: 'OPEN' }])
    given(unknown)
      .when(recordOutcome, observation({ outcome, externalReference: null }))
      .then()
  })

  test('FAL-07 the case carries what a person needs to decide', () => {
    const evidence = {
      errorClass: 'UNKNOWN',
      errorCode: 'NOT_FOUND_AFTER_RESENDS',
      sends: 3,
      lastObservation: 'NOT_FOUND',
    }
    const unknown = observed(waitingOrder(), { outcome: 'NOT_FOUND', externalReference: null, ...evidence })

    expect(unknown.cases[0]?.evidence).toEqual({
      ...evidence,
      attempt: 1,
      externalReference: null,
      codes: [],
    })
    expect(unknown.cases[0]?.ownerGroup).toBe('inventory-operations')
  })

  test('ORD-18 what contradicts an end opens a case and changes no state', () => {
    const reserved = observed(waitingOrder())

    given(reserved)
      .when(recordOutcome, refusal())
      .then({ type: 'OrderFalloutOpened', reasonCode: 'CONTRADICTORY_OUTCOME' })
    given(reserved)
      .when(recordOutcome, observation({ externalReference: 'INV-2' }))
      .then({ type: 'OrderFalloutOpened', reasonCode: 'CONTRADICTORY_OUTCOME' })
    given(orderInFallout())
      .when(recordOutcome, observation({ caseId: 'fal_2' }))
      .then({ type: 'OrderFalloutOpened', reasonCode: 'CONTRADICTORY_OUTCOME' })
  })

  test('one that nobody waits for is told when it had an effect, else passed over', () => {
    given(decomposedOrder())
      .when(recordOutcome, observation({ itemId: 'itm_2' }))
      .then({ type: 'OrderFalloutOpened', reasonCode: 'CONTRADICTORY_OUTCOME' })
    given(decomposedOrder())
      .when(recordOutcome, refusal({ itemId: 'itm_2' }))
      .then()
  })
})

describe('the words of a treaty', () => {
  test.each([
    ['ACCEPTED', null, null, 'COMPLETED'],
    ['REJECTED', 'BUSINESS_REJECTED', 'RESOURCE_UNAVAILABLE', 'REJECTED'],
    ['UNKNOWN', 'UNKNOWN', 'TIMEOUT', 'UNKNOWN'],
    ['FALLOUT', 'NOT_FOUND', 'NOT_FOUND_AFTER_RESENDS', 'NOT_FOUND'],
    ['FALLOUT', 'UNKNOWN', 'NO_ANSWER_IN_TIME', 'UNRESOLVED'],
    ['FALLOUT', 'TECHNICAL_RETRYABLE', 'TECHNICAL_RETRIES_SPENT', 'UNRESOLVED'],
    ['FALLOUT', 'UNCLASSIFIED_EXTERNAL_FAILURE', 'UNKNOWN_EXTERNAL_STATUS', 'UNCLASSIFIED'],
    ['FALLOUT', 'SECURITY_CONFIGURATION_FAILURE', 'HTTP_401', 'UNCLASSIFIED'],
    ['FALLOUT', 'LOCAL_IMPOSSIBLE', 'LOCAL_IMPOSSIBLE', 'CONTRADICTED'],
  ] as const)('%s because of %s, %s is the outcome %s', (said, errorClass, errorCode, outcome) => {
    expect(outcomeFrom(said, { errorClass, errorCode })).toBe(outcome)
  })
})
