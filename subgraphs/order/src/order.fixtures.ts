import type { OrderEvent } from '@pactwork/contracts/events/order'
import type { Decision } from '@pactwork/kernel/decision'
import type { CaptureEvidence } from './capture/capture.rules.ts'
import { capture } from './capture/capture.ts'
import { decompose, type DecompositionRule } from './decomposition/decompose.ts'
import { decomposeOrder } from './decomposition/decomposition.ts'
import { handOff, startItem } from './fulfillment/fulfillment.ts'
import type { FulfillmentItem } from './fulfillment/item.ts'
import { recordOutcome, type Observation } from './fulfillment/outcome.ts'
import { evolve } from './order.evolve.ts'
import type { Order } from './order.ts'
import type { ValidationEvidence } from './validation/validation.rules.ts'
import { validateOrder } from './validation/validation.ts'

/** Orders for tests, made by the deciders themselves: a state that no command reaches cannot be tested against. */

const at = new Date('2026-07-02T04:00:00Z')

/** The order after a decision; a refusal ends the test. */
export function after(order: Order | undefined, decision: Decision<OrderEvent>): Order {
  if (decision.kind === 'rejected') throw new Error(`Refused: ${decision.code}`)
  const state = decision.events.reduce<Order | undefined>(
    (before, event) => evolve(before, event, { id: 'ord_1', version: (before?.version ?? 0) + 1, at }),
    order,
  )
  if (state === undefined) throw new Error('No event, no order.')

  return state
}

export const reserveThenActivate: (DecompositionRule & { dependsOn: string[] })[] = [
  { capability: 'RESERVE', responsibleSystem: 'INVENTORY', dependsOn: [] },
  { capability: 'ACTIVATE', responsibleSystem: 'PROVISIONING', dependsOn: ['RESERVE'] },
]

/** What the owners say of a quote with `lines` lines in which nothing is wrong. */
export function soundEvidence(lines = 1): CaptureEvidence {
  const numbers = Array.from({ length: lines }, (_, index) => index + 1)
  const amount = { amount: '120.00', currency: 'EUR' }

  return {
    asked: { quoteId: 'quo_1', revision: 2, acceptanceId: 'acc_1', customerId: 'cus_1' },
    tenantId: 'ten_1',
    quote: {
      quoteId: 'quo_1',
      number: 'Q-2026-000001',
      state: 'ACCEPTED',
      revision: 2,
      version: 9,
      tenantId: 'ten_1',
      ownerId: 'usr_1',
      currency: 'EUR',
      termMonths: 12,
      validUntil: '2026-08-01',
      customerId: 'cus_1',
      customerSnapshotHash: 'sha256:c',
      acceptanceId: 'acc_1',
      acceptedRevision: 2,
      acceptedBy: 'usr_2',
      acceptedAt: '2026-07-02T03:40:00Z',
      acceptanceEvidenceHash: 'sha256:e',
      acceptedPriceHash: 'sha256:p',
      priceResultId: 'prc_1',
      priceHash: 'sha256:p',
      contractValue: amount,
      approvalId: 'apr_1',
      lines: numbers.map((number) => ({
        lineId: `qln_${number}`,
        action: 'ADD',
        offeringId: `off_${number}`,
        offeringVersion: '1.0',
        offeringName: `Offering ${number}`,
        specificationId: `spc_${number}`,
        catalogVersion: '2026.07.01-v1',
        publicationHash: 'sha256:k',
        quantity: number,
        siteId: null,
        configurationId: `cfg_${number}`,
        configurationHash: `sha256:cfg${number}`,
        availabilityEvidenceId: 'ave_1',
        availabilityState: 'AVAILABLE',
      })),
    },
    approval: {
      approvalId: 'apr_1',
      revision: 2,
      priceHash: 'sha256:p',
      state: 'APPROVED',
      decidedBy: 'usr_3',
      hash: 'sha256:a',
      asOf: '2026-07-02T04:00:00Z',
    },
    price: {
      id: 'prc_1',
      priceHash: 'sha256:p',
      currency: 'EUR',
      lines: numbers.map((number) => ({
        lineId: `qln_${number}`,
        quantity: number,
        oneTime: amount,
        recurring: [],
        contractValue: amount,
      })),
    },
    configurations: numbers.map((number) => ({
      id: `cfg_${number}`,
      status: 'VALID',
      hash: `sha256:cfg${number}`,
      selections: [],
    })),
    offerings: numbers.map((number) => ({
      offeringId: `off_${number}`,
      offeringVersion: '1.0',
      catalogVersion: '2026.07.01-v1',
      publicationHash: 'sha256:k',
      name: `Offering ${number}`,
      specificationId: `spc_${number}`,
      decision: 'ORDERABLE',
      reasons: [],
      decomposition: reserveThenActivate,
    })),
  }
}

/** What a capture is given from outside its decision. */
export const captureFacts = (lines = 1) => ({
  orderId: 'ord_1',
  orderNumber: 'O-2026-000001',
  lineIds: Array.from({ length: lines }, (_, index) => `oln_${index + 1}`),
  createdBy: 'usr_2',
  existing: undefined,
})

export const capturedOrder = (lines = 1): Order =>
  after(undefined, capture(soundEvidence(lines), captureFacts(lines)))

export const validatedOrder = (lines = 1): Order => {
  const order = capturedOrder(lines)

  return after(order, validateOrder(order, { checks: [], caseId: 'fal_0', by: 'consumer' }))
}

/** A validation in which nothing is wrong with a captured order. */
export const soundOrder = (): ValidationEvidence => ({
  order: {
    sourceQuoteRevision: 2,
    acceptanceId: 'acc_1',
    lines: [{ lineId: 'oln_1', offeringId: 'off_1', siteId: 'sit_1' }],
    rules: { oln_1: 2 },
    rivals: [],
  },
  quote: { answered: true, evidence: soundEvidence().quote },
  customer: {
    answered: true,
    evidence: {
      id: 'cus_1',
      version: 1,
      segment: 'ENTERPRISE',
      status: 'ACTIVE',
      snapshotHash: 'sha256:c',
      sites: [{ id: 'sit_1', verified: true }],
    },
  },
  offerings: { answered: true, evidence: soundEvidence().offerings },
})

/** An order with its plan: a RESERVE (`itm_1`) and an ACTIVATE (`itm_2`) for each line. */
export function decomposedOrder(lines = 1): Order {
  const order = validatedOrder(lines)
  const plan = decompose(
    order.lines.map(({ lineId, number }) => ({ lineId, number, rules: reserveThenActivate })),
  )
  const itemIds = plan.made ? plan.items.map((_, index) => `itm_${index + 1}`) : []

  return after(order, decomposeOrder(order, { plan, planId: 'pln_1', itemIds, caseId: 'fal_0' }))
}

/** An order whose item was started. */
export const startedOrder = (itemId = 'itm_1', order = decomposedOrder()): Order =>
  after(order, startItem(order, { itemId }))

/** An order whose item is with its system. */
export function waitingOrder(itemId = 'itm_1', order = decomposedOrder()): Order {
  const started = startedOrder(itemId, order)

  return after(started, handOff(started, { itemId }))
}

/** What was observed of an item; COMPLETED unless said otherwise. */
export const observation = (changes: Partial<Observation> = {}): Observation => ({
  itemId: 'itm_1',
  attempt: 1,
  outcome: 'COMPLETED',
  externalReference: 'INV-1',
  errorClass: null,
  errorCode: null,
  sends: 1,
  lastObservation: null,
  caseId: 'fal_1',
  ...changes,
})

/** A refusal as the inventory system gives it. */
export const refusal = (changes: Partial<Observation> = {}): Observation =>
  observation({
    outcome: 'REJECTED',
    externalReference: null,
    errorClass: 'BUSINESS_REJECTED',
    errorCode: 'RESOURCE_UNAVAILABLE',
    ...changes,
  })

/** An order after something was observed. */
export const observed = (order: Order, changes: Partial<Observation> = {}): Order =>
  after(order, recordOutcome(order, observation(changes)))

/** An order whose RESERVE was refused: an open case `fal_1`, a blocked ACTIVATE. */
export const orderInFallout = (): Order => {
  const waiting = waitingOrder()

  return after(waiting, recordOutcome(waiting, refusal()))
}

export const stateOf = (order: Order, itemId: string): FulfillmentItem['state'] | undefined =>
  order.items.find((item) => item.id === itemId)?.state
