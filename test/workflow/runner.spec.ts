import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { completed } from '@pactwork/workflow/runner/outcome'
import { StepFailure } from '@pactwork/workflow/runner/failure'
import { z } from 'zod'
import { meanwhile } from '../support/meanwhile.ts'
import { until } from '../support/until.ts'
import { deployCopy, ended, goOn, serve, start, testEngine, type Model, type TestEngine } from './model.ts'

let engine: TestEngine
let model: Model
const running: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  engine = await testEngine()
  model = await deployCopy(engine, 'order-fulfillment')
})
afterEach(async () => {
  for (const runner of running.splice(0)) await runner.stop()
})

const serving = (...args: Parameters<typeof serve>) => {
  const runner = serve(...args)
  running.push(runner)

  return runner
}

const taskSchema = z.array(
  z.object({
    workerId: z.string().nullable(),
    lockExpirationTime: z.string().nullable(),
    retries: z.int().nullable(),
    errorMessage: z.string().nullable(),
  }),
)
const tasksOf = async (instance: string) =>
  (await engine.rest.get(`/external-task?processInstanceId=${instance}`, taskSchema)) ?? []

/** A step that stays in hand until it is let go. */
function held() {
  const begun = Promise.withResolvers<void>()
  const letGo = Promise.withResolvers<void>()
  let runs = 0

  return {
    begun: begun.promise,
    letGo: letGo.resolve,
    get runs() {
      return runs
    },
    step: async () => {
      runs += 1
      begun.resolve()
      await letGo.promise

      return completed()
    },
  }
}

const done = { check: () => completed({ outcome: 'COMPLETED' }) }

describe('a slow step', () => {
  test('WFL-10 keeps its lock for as long as it takes, and runs once', async () => {
    const slow = held()
    serving(engine, model, { bind: slow.step, ...done }, { lockDuration: 1_500 })
    serving(engine, model, { bind: slow.step, ...done }, { lockDuration: 1_500 })
    const instance = await start(engine, model)
    await slow.begun
    const [first] = await tasksOf(instance)
    const heldUntil = Date.parse(first?.lockExpirationTime ?? '')

    // Far beyond the first lock's end, the same worker still holds it.
    await until('a lock renewed three times over', async () => {
      const [task] = await tasksOf(instance)
      expect(task?.workerId).toBe(first?.workerId)

      return Date.parse(task?.lockExpirationTime ?? '') > heldUntil + 3_000
    })
    slow.letGo()

    expect((await ended(engine, instance)).at(-1)).toBe('order-completed')
    expect(slow.runs).toBe(1)
  })
})

describe('draining', () => {
  test('WFL-10 finishes what is in hand and takes nothing new', async () => {
    const slow = held()
    const runner = serving(engine, model, { bind: slow.step })
    const first = await start(engine, model)
    await slow.begun
    let drained = false
    const end = runner.stop().then(() => (drained = true))
    const second = await start(engine, model)
    const [waiting] = await tasksOf(second)

    expect(drained).toBe(false)
    slow.letGo()
    await end
    const [taken] = await tasksOf(second)

    expect(await tasksOf(first)).toEqual([])
    expect([waiting?.workerId, taken?.workerId]).toEqual([null, null])
    expect(slow.runs).toBe(1)
    await engine.cancel(first)
    await engine.cancel(second)
  })
})

describe('a worker that dies', () => {
  test('locks nothing for a ghost: started again under its id, its parked poll ends', async () => {
    const other = await deployCopy(engine, 'order-fulfillment')
    const workerId = `doomed-${model.key}`
    const doomed = await pollingWorker(workerId, model.topic('bind'))
    const served = await start(engine, model)
    await until('the doomed worker to serve', async () => (await tasksOf(served)).length === 0)
    await kill(doomed)

    serving(engine, model, { ...goOn('bind'), ...done }, { workerId })
    serving(engine, other, { ...goOn('bind'), ...done }, { workerId: `probe-${other.key}` })
    expect((await ended(engine, await start(engine, other))).at(-1)).toBe('order-completed')
    const startedAt = Date.now()

    // Its lock would have held the task for ten seconds.
    expect((await ended(engine, await start(engine, model))).at(-1)).toBe('order-completed')
    expect(Date.now() - startedAt).toBeLessThan(8_000)
    await engine.cancel(served)
  })
})

/** A worker in a process of its own that serves one topic. */
async function pollingWorker(workerId: string, topic: string): Promise<ChildProcess> {
  const file = new URL('./polling-worker.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, workerId, topic], {
    env: { ...process.env, TEST_ENGINE: JSON.stringify(engine.access) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')

  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

describe('a step that fails', () => {
  test('WFL-15 because its variables break the contract is an incident at once', async () => {
    serving(engine, model, goOn('bind'))
    const instance = await start(engine, model, { tenantId: 7 })
    const incident = await until('the incident', () => engine.incident(instance))

    expect(incident.message).toMatch(/^CONTRACT: /)
    await engine.cancel(instance)
  })
})

/** Waits for the engine to try again beside the other tests, on a copy of a model of its own. */
const beside = (processKey: string, run: (own: Model, serving: typeof serve) => Promise<void>) =>
  meanwhile(async () => {
    const own = await deployCopy(engine, processKey)
    const runners: ReturnType<typeof serve>[] = []
    try {
      await run(own, (...args) => {
        const runner = serve(...args)
        runners.push(runner)

        return runner
      })
    } finally {
      for (const runner of runners) await runner.stop()
    }
  })

test(
  'a step that fails WFL-11 for a technical reason is tried again and then goes on',
  beside('order-fulfillment', async (own, serving) => {
    let attempts = 0
    const failing = () => {
      attempts += 1
      if (attempts < 3) throw new StepFailure('OUTAGE', 'order did not answer')

      return completed()
    }
    serving(engine, own, { bind: failing, ...done })
    const instance = await start(engine, own)

    expect((await ended(engine, instance)).at(-1)).toBe('order-completed')
    expect(attempts).toBe(3)
  }),
)

test(
  'a step that fails WFL-05 for ever becomes an incident with its reason, and goes on when it is retried',
  beside('order-fulfillment', async (own, serving) => {
    let down = true
    const failing = () => {
      if (down) throw new StepFailure('DEADLINE', 'inventory did not answer')

      return completed()
    }
    serving(engine, own, { bind: failing, ...done }, { retries: 2 })
    const instance = await start(engine, own)
    const incident = await until('the incident', () => engine.incident(instance))
    expect(incident).toMatchObject({
      kind: 'failedExternalTask',
      step: 'bind',
      message: 'DEADLINE: inventory did not answer',
    })

    down = false
    await engine.retry(incident)
    expect((await ended(engine, instance)).at(-1)).toBe('order-completed')
  }),
)

test(
  'a step that fails WFL-20 in a decision table is an incident before any task exists',
  beside('quote-approval', async (own, serving) => {
    serving(engine, own, goOn('bind'))
    const instance = await start(engine, own, { discountBasisPoints: -1, contractValueMinor: 100 })
    const incident = await until('the incident', () => engine.incident(instance), { within: 50_000 })

    expect(incident).toMatchObject({ kind: 'failedJob', step: 'determine-level' })
    expect(await engine.completeUserTask(instance)).toBe(false)
    await engine.cancel(instance)
  }),
)
