import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { newId } from '@pactwork/kernel/ids'
import { completed, refused } from '@pactwork/workflow/runner/outcome'
import { bindProcess } from '@pactwork/worklist/commands/bind-process'
import { requestProcess } from '@pactwork/worklist/commands/request-process'
import { isActive } from '@pactwork/worklist/process-correlation'
import { processById, processesOf } from '@pactwork/worklist/process-correlation.store'
import { deployCopy, ended, serve, start, testEngine, type Scripted, type TestEngine } from './model.ts'
import { worklistContext, type WorklistContext } from './worklist-context.ts'

let engine: TestEngine
let worklist: WorklistContext

beforeAll(async () => {
  engine = await testEngine()
  worklist = await worklistContext()
})
afterAll(() => worklist.close())

const requestFor = (itemId: string, causeId: string) => ({
  processKey: 'fulfillment-reserve',
  domainType: 'FULFILLMENT_ITEM',
  domainId: itemId,
  businessKey: `fulfillment-reserve:${worklist.tenantId}:${itemId}`,
  causeId,
  variables: { itemId, attempt: 1 },
})
const ask = async (itemId: string, causeId: string): Promise<string> => {
  const answer = await worklist.run('consumer', requestProcess, requestFor(itemId, causeId))

  return String(answer['processCorrelationId'])
}
const processes = (itemId: string) => worklist.read((uow) => processesOf(uow, itemId))

describe('a process', () => {
  test('WFL-04 WFL-12 is asked for once by one fact, however often and however many at once say so', async () => {
    const itemId = newId('itm')
    const cause = crypto.randomUUID()
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(itemId, cause)))

    expect(new Set(answers).size).toBe(1)
    expect(await processes(itemId)).toHaveLength(1)
  })

  test('WFL-04 carries a domain object alone: a newer fact takes the place of the older process', async () => {
    const itemId = newId('itm')
    const [older, newer] = [await ask(itemId, crypto.randomUUID()), await ask(itemId, crypto.randomUUID())]

    expect((await processes(itemId)).map(({ id, state }) => [id, state])).toEqual([
      [newer, 'STARTING'],
      [older, 'CANCELLED'],
    ])
  })

  test('WFL-04 stays alone under concurrent facts, by the database’s own rule', async () => {
    const itemId = newId('itm')
    await Promise.all(Array.from({ length: 4 }, () => ask(itemId, crypto.randomUUID())))

    expect((await processes(itemId)).filter(isActive)).toHaveLength(1)
  })

  test('WFL-12 that is started twice has one effect: the first instance wins, the other ends before any', async () => {
    const model = await deployCopy(engine, 'fulfillment-reserve')
    const processCorrelationId = await ask(newId('itm'), crypto.randomUUID())
    const effects: string[] = []
    const bind = async ({ variables, processInstanceId }: Scripted) => {
      const claim = { processCorrelationId: String(variables['processCorrelationId']), processInstanceId }
      const answer = await worklist.run('worker', bindProcess, claim)

      return 'code' in answer ? refused('PROCESS_SUPERSEDED', String(answer['code'])) : completed()
    }
    const runner = serve(engine, model, {
      bind,
      start: ({ processInstanceId }) => {
        effects.push(processInstanceId)
        return completed()
      },
      request: () => completed(),
      check: () => completed({ outcome: 'COMPLETED' }),
    })

    const instances = await Promise.all([1, 2, 3].map(() => start(engine, model, { processCorrelationId })))
    const ends = await Promise.all(instances.map(async (instance) => (await ended(engine, instance)).at(-1)))
    await runner.stop()

    expect(ends.filter((end) => end === 'item-completed')).toHaveLength(1)
    expect(ends.filter((end) => end === 'superseded')).toHaveLength(2)
    expect(effects).toHaveLength(1)
    const process = await worklist.read((uow) => processById(uow, processCorrelationId))
    expect(process).toMatchObject({ processInstanceId: effects[0] })
  })

  test('of another tenant cannot be bound: it does not exist there', async () => {
    const other = await worklistContext()
    const processCorrelationId = await ask(newId('itm'), crypto.randomUUID())
    const answer = await other.run('worker', bindProcess, { processCorrelationId, processInstanceId: 'x' })
    await other.close()

    expect(answer).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the engine', () => {
  test('is found again by the correlation, so that nothing is started twice after a crash', async () => {
    const model = await deployCopy(engine, 'fulfillment-reserve')
    const processCorrelationId = newId('cor')
    expect(await engine.startedFor(processCorrelationId)).toEqual([])
    const instance = await start(engine, model, { processCorrelationId })

    expect(await engine.startedFor(processCorrelationId)).toEqual([instance])
    await engine.cancel(instance)
    expect(await engine.observe(instance)).toBe('TERMINATED')
    expect(await engine.cancel(instance)).toBe(false)
  })

  test('deploys nothing when no file has changed', async () => {
    await engine.deploy()

    expect(await engine.deploy()).toEqual({ deployed: [] })
  })

  test('WFL-15 tells the decision table a process is bound to, with its version and hash', async () => {
    await engine.deploy()
    const { decision } = await engine.deployed('quote-approval')

    expect(decision).toEqual({
      key: 'approval-level',
      version: expect.any(Number),
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
  })
})
