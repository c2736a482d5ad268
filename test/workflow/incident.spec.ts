import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { requestProcess } from '@pactwork/worklist/commands/request-process'
import { makeCustomer } from '../stack/journey/catalog.ts'
import { accept, approve, findOffering, quoteOffering } from '../stack/journey/sell.ts'
import type { Tenant } from '../stack/tenants.ts'
import { newSellingTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { testEngine, type TestEngine } from './model.ts'
import { worklistContext, type WorklistContext } from './worklist-context.ts'

const quiet = () => {}
let tenant: Tenant
let worklist: WorklistContext
let engine: TestEngine

beforeAll(async () => {
  tenant = await newSellingTenant('incident')
  worklist = await worklistContext(tenant.id)
  engine = await testEngine()
}, 120_000)
afterAll(() => worklist.close())

/** An order that stands in fallout, because the inventory system refused to reserve. */
async function orderInFallout(): Promise<string> {
  const { urls } = await testStack()
  const refusal = { behaviour: 'reject', on: 'request', match: { tenant: tenant.id } }
  const told = await fetch(`${urls['inventorySystem']}/behaviours`, {
    method: 'POST',
    body: JSON.stringify(refusal),
  })
  expect(told.status).toBe(201)

  const sales = await tenant.as('sales')
  const { customerId, siteId } = await makeCustomer(tenant)
  const offering = await findOffering(sales, quiet)
  const { quoteId } = await quoteOffering(sales, { customerId, siteId, offering }, quiet)
  await approve(await tenant.as('approver'), quoteId, quiet)
  await accept(await tenant.as('customer'), quoteId, quiet)

  return until('the order', async () => {
    const { quote } = await sales.data(
      'query ($id: ID!) { quote(id: $id) { acceptance { order { id } } } }',
      {
        id: quoteId,
      },
    )

    return quote?.acceptance?.order?.id as string | undefined
  })
}

const falloutItem = async (orderId: string, reasonCode: string) => {
  const operations = await tenant.as('operations')

  return until(
    `a work item for ${reasonCode}`,
    async () => {
      const { workItems } = await operations.data(
        `query ($about: ID!) { workItems(filter: { about: $about, kind: "FALLOUT" }) {
         nodes { id queue state subject { __typename ... on FalloutCase { id reasonCode phase } } } } }`,
        { about: orderId },
      )

      return (workItems.nodes as { queue: string; subject: { reasonCode: string } }[]).find(
        ({ subject }) => subject.reasonCode === reasonCode,
      )
    },
    { within: 60_000 },
  )
}

const processesOf = async (domainId: string) => {
  const supervisor = await tenant.as('supervisor')
  const { processesOf: found } = await supervisor.data(
    'query ($id: ID!) { processesOf(domainId: $id) { id state process incident { class retried } } }',
    { id: domainId },
  )

  return found as { id: string; state: string; incident: { class: string } | null }[]
}

describe('what cannot go on by itself', () => {
  test('WFL-05 APR-11 a refusal outside and an incident inside both become fallout that people see in their queue', async () => {
    const orderId = await orderInFallout()
    expect(await falloutItem(orderId, 'EXTERNAL_REJECTION')).toMatchObject({
      queue: 'inventory-operations',
      state: 'OPEN',
    })
    const [before] = await processesOf(orderId)

    // Without the correlation that every step needs, the first one breaks its contract.
    await worklist.run('consumer', requestProcess, {
      processKey: 'order-fulfillment',
      domainType: 'ORDER',
      domainId: orderId,
      businessKey: `order-fulfillment:${tenant.id}:${orderId}`,
      causeId: crypto.randomUUID(),
      variables: { orderId },
    })

    const item = await falloutItem(orderId, 'PROCESS_INCIDENT')
    expect(item).toMatchObject({ queue: 'order-operations', subject: { phase: 'ORCHESTRATION' } })
    const [stuck, former] = await processesOf(orderId)
    expect(stuck).toMatchObject({ incident: { class: 'MODEL_DEFECT' } })
    expect(former).toMatchObject({ id: before?.id, state: 'CANCELLED' })
    await until('the former instance to be ended', async () => {
      const states = await Promise.all((await engine.startedFor(former?.id ?? '')).map(engine.observe))

      return states.every((state) => state === 'TERMINATED')
    })
  }, 180_000)

  test('WFL-17 no id of the engine is shown, to nobody', async () => {
    const supervisor = await tenant.as('supervisor')
    const { stuckProcesses } = await supervisor.data(
      '{ stuckProcesses { nodes { id domainId businessKey state incident { class retried since } } } }',
    )
    const instances = await Promise.all(
      (stuckProcesses.nodes as { id: string }[]).map(({ id }) => engine.startedFor(id)),
    )

    expect(instances.flat().length).toBeGreaterThan(0)
    for (const instance of instances.flat()) expect(JSON.stringify(stuckProcesses)).not.toContain(instance)
  })
})
