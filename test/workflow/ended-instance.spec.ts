import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { newId } from '@pactwork/kernel/ids'
import { requestProcess } from '@pactwork/worklist/commands/request-process'
import { itemOf, ordering, type Ordering } from '../journeys/ordering.ts'
import type { Data } from '../stack/graph-client.ts'
import { until } from '../support/until.ts'
import { testEngine, type TestEngine } from './model.ts'
import { worklistContext, type WorklistContext } from './worklist-context.ts'

const within = 90_000
let scene: Ordering
let worklist: WorklistContext
let engine: TestEngine

beforeAll(async () => {
  scene = await ordering()
  worklist = await worklistContext(scene.tenant.id)
  engine = await testEngine()
}, 120_000)
afterAll(() => worklist.close())

const processesOf = async (domainId: string): Promise<Data[]> => {
  const supervisor = await scene.tenant.as('supervisor')
  const answer = await supervisor.data(
    'query ($id: ID!) { processesOf(domainId: $id) { id state incident { class } } }',
    { id: domainId },
  )

  return answer['processesOf']
}
const stuck = async (): Promise<string[]> => {
  const supervisor = await scene.tenant.as('supervisor')
  const { stuckProcesses } = await supervisor.data('{ stuckProcesses { nodes { domainId } } }')

  return stuckProcesses.nodes.map(({ domainId }: Data) => domainId)
}

/** Somebody with the engine's password ends what carries an object, behind our back. */
async function endInEngine(domainId: string): Promise<string> {
  const process = await until('the process to be at work', async () =>
    (await processesOf(domainId)).find(({ state }) => state === 'RUNNING'),
  )
  const [instance = ''] = await engine.startedFor(process['id'])
  // The engine refuses when a job of the instance runs at the same moment; whoever ends it asks again.
  await until('the engine to end it', () => engine.cancel(instance))

  return process['id']
}

test.concurrent('WFL-05 ORD-12 an instance ended in the engine strands nothing silently: people see a case of its item', async () => {
  const { operations } = scene
  await scene.behave('inventory', { behaviour: 'unavailable' })
  const orderId = await scene.placed()
  const order = await scene.reaches(
    orderId,
    'asked for its reservation',
    ({ fulfillmentItems }) =>
      fulfillmentItems.length > 0 && itemOf({ fulfillmentItems }, 'RESERVE')['state'] === 'WAITING_EXTERNAL',
  )
  const itemId: string = itemOf(order, 'RESERVE')['id']
  const ended = await endInEngine(itemId)
  await endInEngine(orderId)

  // The item of the worklist follows its case by an event.
  const fallen = await scene.reaches(
    orderId,
    'fallen out, with an item for its people',
    (one) => one['falloutCases'].some(({ workItem }: Data) => workItem !== null),
    within,
  )
  expect(fallen['falloutCases']).toMatchObject([
    {
      reasonCode: 'PROCESS_INCIDENT',
      state: 'OPEN',
      workItem: { state: 'OPEN', queue: 'inventory-operations' },
    },
  ])
  const { falloutCase } = await operations.data(
    'query ($id: ID!) { falloutCase(id: $id) { evidence { errorClass errorCode attempt } } }',
    { id: fallen['falloutCases'][0].id },
  )
  expect(falloutCase.evidence).toEqual({
    errorClass: 'UNKNOWN_OUTCOME',
    errorCode: 'PROCESS_ENDED',
    attempt: 1,
  })
  await until(
    'both to be seen by supervisors',
    async () => {
      const seen = await stuck()
      return seen.includes(itemId) && seen.includes(orderId)
    },
    { within },
  )
  expect(await processesOf(itemId)).toMatchObject([{ id: ended, incident: { class: 'UNKNOWN_OUTCOME' } }])
  const supervisor = await scene.tenant.as('supervisor')
  expect(await supervisor.run('retryProcess', { processId: ended, reason: 'Go on.' })).toMatchObject({
    code: 'PROCESS_HAS_NO_INCIDENT',
  })

  await scene.behave('inventory', { behaviour: 'succeed' })
  const done = await scene.reaches(orderId, 'been completed', ({ status }) => status === 'COMPLETED', within)
  const [{ id: caseId }, ...others] = done['falloutCases']
  expect(others).toEqual([])
  await operations.carry('assignFalloutCase', { caseId })
  await operations.carry('resolveFalloutCase', { caseId, reason: 'It was done in spite of it.' })
  await until('nothing to be stuck', async () => (await stuck()).length === 0, { within })
  expect(await processesOf(itemId)).toMatchObject([{ id: ended, state: 'CANCELLED' }])
}, 360_000)

test.concurrent('ORD-12 an instance that is ended while nobody waits for it is an end and no incident', async () => {
  const orderId = newId('ord')
  await worklist.run('consumer', requestProcess, {
    processKey: 'order-fulfillment',
    domainType: 'ORDER',
    domainId: orderId,
    businessKey: `order-fulfillment:${scene.tenant.id}:${orderId}`,
    causeId: crypto.randomUUID(),
    variables: { orderId, correlationId: crypto.randomUUID() },
  })
  const ended = await endInEngine(orderId)

  await until(
    'the process to be over',
    async () => (await processesOf(orderId)).every(({ state }) => state === 'CANCELLED'),
    { within },
  )
  expect(await processesOf(orderId)).toMatchObject([{ id: ended, incident: null }])
  expect(await stuck()).not.toContain(orderId)
}, 180_000)
