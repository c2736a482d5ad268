import { beforeAll, describe, expect, test } from '@jest/globals'
import { completed, refused, type Outcome, type Scalar } from '@pactwork/workflow/runner/outcome'
import { until } from '../support/until.ts'
import { deployCopy, ended, pathOf, serve, start, testEngine, type Script, type TestEngine } from './model.ts'

let engine: TestEngine

beforeAll(async () => {
  engine = await testEngine()
})

/** One way through a process: what its steps answer, and what happens from outside while it waits. */
type Journey = {
  named: string
  answers?: Record<string, Outcome>
  /** What asking the domain answers, one after the other; the last one for ever. */
  asked?: string[]
  variables?: Record<string, Scalar>
  meanwhile?: (processInstanceId: string) => Promise<unknown>
  endsIn: string
}

const outcomes = (asked: string[]) => {
  const left = [...asked]

  return () =>
    completed({ outcome: left.length > 1 ? (left.shift() ?? '') : (left[0] ?? 'PENDING'), waitSeconds: 1 })
}

/** Travels on a copy of the model of its own, so that journeys may travel at the same time. */
async function travel(processKey: string, steps: readonly string[], journey: Journey) {
  const model = await deployCopy(engine, processKey)
  const script: Script = Object.fromEntries(
    steps.map((step) => [step, () => journey.answers?.[step] ?? completed()] as const),
  )
  const runner = serve(engine, model, { ...script, check: outcomes(journey.asked ?? []) })
  try {
    const instance = await start(engine, model, journey.variables)
    await journey.meanwhile?.(instance)
    const path = await ended(engine, instance)
    expect({ [journey.named]: path.at(-1) }).toEqual({ [journey.named]: journey.endsIn })

    return { path, nodes: model.nodes }
  } finally {
    await runner.stop()
  }
}

/** Takes all journeys; together they go through every node of the model. */
async function cover(
  processKey: string,
  steps: readonly string[],
  journeys: readonly Journey[],
): Promise<void> {
  const travelled = await Promise.all(journeys.map((journey) => travel(processKey, steps, journey)))
  const visited = new Set(travelled.flatMap(({ path }) => path))

  expect([...visited].toSorted()).toEqual(travelled[0]?.nodes.toSorted())
}

/** Sends a message once somebody waits for it. */
const hinting = (message: string) => (instance: string) =>
  until(`somebody waits for ${message}`, async () => {
    await engine.hint(message, instance)

    return true
  })

const noBind: Journey = {
  named: 'another instance leads',
  answers: { bind: refused('PROCESS_SUPERSEDED', 'PROCESS_ALREADY_BOUND') },
  endsIn: 'superseded',
}

describe('WFL-15 every path of a process', () => {
  test.concurrent.each([
    ['fulfillment-reserve', 'request'],
    ['fulfillment-activate', 'perform'],
  ])('WFL-08 WFL-11 %s', async (processKey, step) => {
    await cover(
      processKey,
      ['bind', 'start', step, 'report-refusal'],
      [
        noBind,
        { named: 'not ready any more', answers: { start: refused('REJECTED', 'NO') }, endsIn: 'not-started' },
        { named: 'refused', answers: { [step]: refused('REJECTED', 'NO') }, endsIn: 'refused' },
        { named: 'known by its timer alone', asked: ['PENDING', 'COMPLETED'], endsIn: 'item-completed' },
        {
          named: 'hinted',
          variables: { waitSeconds: 3_600 },
          asked: ['FAILED'],
          meanwhile: hinting('item-outcome'),
          endsIn: 'item-failed',
        },
        { named: 'cancelled', asked: ['CANCELLED'], endsIn: 'item-cancelled' },
      ],
    )
  })

  test.concurrent('WFL-08 order-fulfillment', async () => {
    await cover(
      'order-fulfillment',
      ['bind'],
      [
        noBind,
        { named: 'known by its timer alone', asked: ['PENDING', 'COMPLETED'], endsIn: 'order-completed' },
        {
          named: 'hinted',
          variables: { waitSeconds: 3_600 },
          asked: ['CANCELLED'],
          meanwhile: hinting('plan-ended'),
          endsIn: 'order-cancelled',
        },
        { named: 'failed', asked: ['FAILED'], endsIn: 'order-failed' },
      ],
    )
  })

  test.concurrent('WFL-07 APR-06 quote-approval', async () => {
    const small = { discountBasisPoints: 100, contractValueMinor: 5_000 }
    const notable = { discountBasisPoints: 1_500, contractValueMinor: 5_000 }
    const asTheTable = (level: string, candidateGroup: string) => completed({ level, candidateGroup })
    const requirement = asTheTable('MANAGER', 'approvers')
    const answers = { 'record-requirement': requirement }

    await cover(
      'quote-approval',
      ['bind', 'record-requirement'],
      [
        noBind,
        {
          named: 'within policy',
          variables: small,
          answers: { 'record-requirement': asTheTable('NONE', 'none') },
          endsIn: 'approved-by-policy',
        },
        {
          named: 'revised meanwhile',
          variables: notable,
          answers: { 'record-requirement': refused('REJECTED', 'APPROVAL_REQUIREMENT_STALE') },
          endsIn: 'not-required',
        },
        {
          named: 'decided, task completed afterwards',
          variables: { ...notable, waitSeconds: 3_600 },
          answers,
          asked: ['APPROVED'],
          meanwhile: (instance) => until('the user task', () => engine.completeUserTask(instance)),
          endsIn: 'approved',
        },
        {
          named: 'known by its timer alone',
          variables: notable,
          answers,
          asked: ['PENDING', 'REJECTED'],
          endsIn: 'rejected',
        },
        {
          named: 'void, hinted',
          variables: { ...notable, waitSeconds: 3_600 },
          answers,
          asked: ['INVALIDATED'],
          meanwhile: hinting('approval-settled'),
          endsIn: 'invalidated',
        },
      ],
    )
  })
})

test('APR-06 APR-10 WFL-01 WFL-02 completing the task decides nothing: the domain is asked, and its "pending" reopens the task', async () => {
  const model = await deployCopy(engine, 'quote-approval')
  const requirement = completed({ level: 'MANAGER', candidateGroup: 'approvers' })
  const runner = serve(engine, model, {
    bind: () => completed(),
    'record-requirement': () => requirement,
    check: outcomes(['PENDING', 'APPROVED']),
  })
  const variables = { discountBasisPoints: 1_500, contractValueMinor: 5_000, waitSeconds: 3_600 }
  const instance = await start(engine, model, variables)
  await until('the user task', () => engine.completeUserTask(instance))
  await until('the same task again', async () => {
    const path = await pathOf(engine, instance)

    return path.filter((node) => node === 'decide').length === 2 && engine.completeUserTask(instance)
  })

  expect((await ended(engine, instance)).at(-1)).toBe('approved')
  await runner.stop()
})
