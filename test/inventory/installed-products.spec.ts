import { randomUUID } from 'node:crypto'

import { describe, expect, test } from '@jest/globals'
import { kafkaBus } from '@pactwork/kernel/events/kafka'
import { newId } from '@pactwork/kernel/ids'
import { createLog } from '@pactwork/kernel/runtime/log'
import { newUuid } from '@pactwork/kernel/uuid'
import { z } from 'zod'

import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { ask } from './support.ts'

const line = (action: string) => ({
  lineId: newId('oln'),
  quoteLineId: newId('qln'),
  number: 1,
  action,
  offeringId: newId('off'),
  offeringVersion: '7',
  specificationId: newId('spc'),
  quantity: 3,
  configurationId: newId('cfg'),
  configurationHash: 'sha256:1',
  externalReferences: { RESERVE: 'RES-000001', ACTIVATE: 'SVC-000001' },
})

/** A completed order of a tenant of its own, as the order context publishes it. */
function orderCompleted() {
  const [tenantId, orderId, customerId] = [newId('ten'), newId('ord'), newId('cus')]

  return {
    eventId: newUuid(),
    type: 'OrderCompleted',
    schemaVersion: 1,
    source: 'order',
    tenantId,
    aggregateType: 'Order',
    aggregateId: orderId,
    aggregateVersion: 1,
    occurredAt: new Date().toISOString(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    actor: { kind: 'machine', id: 'scheduler' },
    processBusinessKey: orderId,
    payload: {
      orderId,
      orderNumber: 'O-1',
      customerId,
      sourceQuoteId: newId('quo'),
      sourceQuoteRevision: 1,
      acceptanceId: newId('acc'),
      lines: [line('ADD'), { ...line('ADD'), number: 2 }, { ...line('NO_CHANGE'), number: 3 }],
    },
  }
}

type Event = ReturnType<typeof orderCompleted>

/** On the partition of the first one's order, so that they are heard of in this order. */
async function publish(...events: [Event, ...Event[]]): Promise<void> {
  const { env } = await testStack()
  const brokers = (env.PACTWORK_KAFKA_BROKERS ?? '').split(',')
  const bus = kafkaBus({ brokers, clientId: 'inventory-tests', log: createLog('tests', 'silent') })
  try {
    await bus.producer().send(
      events.map((event) => ({
        topic: 'pactwork.order.order.v1',
        key: events[0].aggregateId,
        value: JSON.stringify(event),
        headers: {},
      })),
    )
  } finally {
    await bus.stop()
  }
}

const product = z.object({
  id: z.string(),
  status: z.string(),
  quantity: z.string(),
  orderId: z.string(),
  orderLineId: z.string(),
  offeringVersion: z.string(),
  sourceSystem: z.string(),
  externalReferences: z.array(z.object({ capability: z.string(), reference: z.string() })),
})
const page = z.object({ installedProducts: z.object({ edges: z.array(z.object({ node: product })) }) })

async function installed({ tenantId, payload }: Event): Promise<z.infer<typeof product>[]> {
  const document = `query I($id: ID!) { installedProducts(customerId: $id) { edges { node {
    id status quantity orderId orderLineId offeringVersion sourceSystem externalReferences { capability reference }
  } } } }`
  const { installedProducts } = await ask('port', tenantId, document, { id: payload.customerId }, page)

  return installedProducts.edges.map(({ node }) => node)
}

describe('a completed order', () => {
  test('INV-01 leaves an installed product for each line that it added, with the systems’ references', async () => {
    const event = orderCompleted()
    await publish(event)
    const products = await until('the products are installed', async () => {
      const found = await installed(event)
      return found.length > 0 && found
    })

    const added = event.payload.lines.filter(({ action }) => action === 'ADD')
    expect(products.map(({ orderLineId }) => orderLineId).toSorted()).toEqual(
      added.map(({ lineId }) => lineId).toSorted(),
    )
    expect(products[0]).toMatchObject({
      id: expect.stringMatching(/^ins_/),
      status: 'ACTIVE',
      quantity: '3',
      sourceSystem: 'provisioning',
      externalReferences: [
        { capability: 'RESERVE', reference: 'RES-000001' },
        { capability: 'ACTIVATE', reference: 'SVC-000001' },
      ],
    })
  })

  test('heard of again installs nothing again', async () => {
    const event = orderCompleted()
    const later = { ...event, eventId: newUuid(), aggregateVersion: 2 }
    const marker = orderCompleted()
    await publish(event, event, later, marker)

    await until('the last one was heard of', async () => (await installed(marker)).length > 0)
    expect(await installed(event)).toHaveLength(2)
  })
})
