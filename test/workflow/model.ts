import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { engineFacade } from '@pactwork/worklist/engine/engine'
import { engineRest } from '@pactwork/worklist/engine/rest'
import { createLog } from '@pactwork/kernel/runtime/log'
import { completed, type Outcome, type Scalar } from '@pactwork/workflow/runner/outcome'
import { startRunner, type RunnerOptions } from '@pactwork/workflow/runner/runner'
import { defineWorker } from '@pactwork/workflow/runner/worker'
import { z } from 'zod'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

const workflow = new URL('../../workflow/', import.meta.url)

/** The engine of the shared stack, through the facade and, for what only tests ask, through its REST API. */
export async function testEngine() {
  const { env } = await testStack()
  const access = {
    url: env.PACTWORK_ENGINE_URL ?? '',
    user: env.PACTWORK_ENGINE_USER ?? '',
    password: env.PACTWORK_ENGINE_PASSWORD ?? '',
  }

  return { access, ...engineFacade({ ...access, hints: true, waitSeconds: 1 }), rest: engineRest(access) }
}

export type TestEngine = Awaited<ReturnType<typeof testEngine>>

const read = (processKey: string, file: string): Promise<string> =>
  readFile(new URL(`${processKey}/${file}`, workflow), 'utf8')

/** The ids of all flow nodes of a model. */
export const nodesOf = (bpmn: string): string[] =>
  [...bpmn.matchAll(/<bpmn:(?:\w+Event|\w+Task|\w*Gateway) id="([^"]+)"/g)].map((match) => match[1] ?? '')

/**
 * Deploys a process under a key and topics of its own, so that the stack's workers leave it alone; in
 * everything else it is the model that ships.
 */
export async function deployCopy(
  engine: TestEngine,
  processKey: string,
  models: Record<string, string> = {},
) {
  const prefix = `t${randomUUID().slice(0, 8)}`
  const shipped = models['process.bpmn'] ?? (await read(processKey, 'process.bpmn'))
  const bpmn = shipped
    .replaceAll(`camunda:topic="${processKey}-`, `camunda:topic="${prefix}-`)
    .replaceAll(`"${processKey}"`, `"${prefix}"`)
  const form = new FormData()
  form.set('deployment-name', prefix)
  form.set('process.bpmn', new Blob([bpmn]), `${prefix}.bpmn`)
  if (bpmn.includes('camunda:decisionRef'))
    form.set('decision.dmn', new Blob([await read(processKey, 'decision.dmn')]), `${prefix}.dmn`)
  await engine.rest.post('/deployment/create', form, z.unknown())

  return { key: prefix, topic: (step: string) => `${prefix}-${step}`, nodes: nodesOf(bpmn) }
}

export type Model = Awaited<ReturnType<typeof deployCopy>>

/** Starts a model with its process variables. */
export async function start(
  engine: TestEngine,
  model: Model,
  variables: Record<string, Scalar> = {},
): Promise<string> {
  const { definitionId } = await engine.deployed(model.key)

  return engine.start(definitionId, `test:${model.key}`, {
    tenantId: 'ten_test',
    correlationId: randomUUID(),
    processCorrelationId: 'cor_test',
    waitSeconds: 1,
    waitCapSeconds: 60,
    ...variables,
  })
}

/** What a step of a script is told. */
export type Scripted = {
  variables: Record<string, unknown>
  processInstanceId: string
  activityInstanceId: string
}
export type Script = Record<string, (step: Scripted) => Outcome | Promise<Outcome>>

/** Serves a model's topics by a script in place of the contexts. */
export function serve(
  engine: TestEngine,
  model: Model,
  script: Script,
  options: Partial<RunnerOptions> = {},
) {
  const workers = Object.entries(script).map(([step, run]) =>
    defineWorker({
      topic: model.topic(step),
      variables: z.looseObject({ tenantId: z.string(), processCorrelationId: z.string() }),
      run: async (given) => run(given),
    }),
  )

  return startRunner({
    engine: engine.access,
    workerId: `test-${randomUUID()}`,
    sign: async () => 'nothing is called',
    log: createLog('test-worker', 'silent'),
    workers,
    ...options,
  })
}

/** Steps that only go on. */
export const goOn = (...steps: string[]): Script =>
  Object.fromEntries(steps.map((step) => [step, () => completed()]))

const activity = z.array(z.object({ activityId: z.string(), canceled: z.boolean() }))

/** The nodes an instance has been through, in the order of the engine's history. */
export async function pathOf(engine: TestEngine, processInstanceId: string): Promise<string[]> {
  const url = `/history/activity-instance?processInstanceId=${processInstanceId}&sortBy=occurrence&sortOrder=asc`

  return ((await engine.rest.get(url, activity)) ?? []).map(({ activityId }) => activityId)
}

/** Waits until an instance has ended and answers its path. */
export async function ended(engine: TestEngine, processInstanceId: string): Promise<string[]> {
  await until(`the end of ${processInstanceId}`, async () => {
    const seen = await engine.observe(processInstanceId)
    if (seen !== 'COMPLETED')
      throw new Error(`${seen} at ${(await pathOf(engine, processInstanceId)).join(' → ')}`)

    return true
  })

  return pathOf(engine, processInstanceId)
}
