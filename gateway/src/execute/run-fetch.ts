import { errorAt, failureAt } from './fetch-errors.ts'
import { rewrite } from './rewrites.ts'
import type { Run } from './run.ts'
import type { FetchStep } from './step.ts'
import { FetchFailed, type SubgraphAnswer } from './subgraph-fetch.ts'
import { targetsAt, type Target } from './targets.ts'
import { toldAlready } from './told-already.ts'
import { isTree, type Tree } from './tree.ts'

/** Calls the subgraph of a step and merges what it answers into the answer at the step's place. */
export function runFetch(step: FetchStep, run: Run): Promise<void> {
  return step.represent ? runEntities(step, run, step.represent) : runRoot(step, run)
}

/** From a root type: one answer for the place, or for each of the places, where the root type was reached. */
async function runRoot(step: FetchStep, run: Run): Promise<void> {
  const targets =
    step.path.length === 0 ? [{ object: run.data, path: undefined }] : targetsAt(run.data, step.path)
  if (targets.length === 0) return
  const answer = await ask(step, run, variablesOf(step, run))
  if (answer instanceof FetchFailed) failureAt(targets, step, run, answer)
  else takeAnswer(answer, step, targets, run)
}

/** Merges the answer of a fetch that starts at a root type. */
export function takeAnswer(
  { data, errors = [] }: SubgraphAnswer,
  step: FetchStep,
  targets: readonly Target[],
  run: Run,
): void {
  if (data) {
    rewrite(data, step.outputRewrites, step.covers)
    run.merging.spread(data, targets, step.covers)
  }
  for (const error of errors) errorAt(error, step, error.path, targets, data, run)
}

/** Entities: each distinct one is asked for once, its answer goes to every place that wants it. */
async function runEntities(
  step: FetchStep,
  run: Run,
  represent: NonNullable<FetchStep['represent']>,
): Promise<void> {
  const { representations, keys, wanted, found } = run.merging.distinct(
    targetsAt(run.data, step.path),
    ({ object }) => {
      const representation = represent(object)
      if (representation) rewrite(representation, step.inputRewrites, step.covers)
      return representation
    },
  )
  if (representations.length === 0) return
  run.operation.counts.representations += found
  run.metrics.deduplicated(step.subgraph, found, 0)

  const variables = variablesOf(step, run)
  const subject = `${step.subgraph} ${step.document} ${JSON.stringify(variables)}`
  const answer = await run.together(subject, { representations, keys }, (united) => {
    run.operation.counts.sent += united.length
    run.metrics.deduplicated(step.subgraph, 0, united.length)

    return ask(step, run, { ...variables, representations: united })
  })
  if (answer instanceof FetchFailed) {
    takeEntities([], representations, wanted, step, run)
    failureAt(wanted.flat(), step, run, answer)
    return
  }
  const entities: unknown = answer.data?.['_entities']
  takeEntities(Array.isArray(entities) ? entities : [], representations, wanted, step, run)
  for (const error of answer.errors ?? []) {
    const [field, index, ...rest] = error.path ?? []
    const targets = field === '_entities' && typeof index === 'number' ? wanted[index] : undefined
    if (targets) errorAt(error, step, rest, targets, entityAt(entities, index), run)
    else errorAt(error, step, undefined, wanted.flat(), undefined, run)
  }
}

const entityAt = (entities: unknown, index: string | number | undefined): unknown =>
  Array.isArray(entities) && typeof index === 'number' ? entities[index] : undefined

function takeEntities(
  entities: readonly unknown[],
  representations: readonly Tree[],
  wanted: readonly Target[][],
  step: FetchStep,
  { merging }: Run,
): void {
  for (const [index, targets] of wanted.entries()) {
    const entity = entities[index]
    if (isTree(entity)) {
      if (step.outputRewrites.length > 0)
        rewrite(entity, step.outputRewrites, step.covers, targets[0]?.object['__typename'])
      merging.spread(entity, targets, step.covers)
      continue
    }
    const told = toldAlready(step.brings, representations[index] ?? {})
    if (told) merging.spread(told, targets, step.covers)
  }
}

function variablesOf({ variables }: FetchStep, run: Run): Record<string, unknown> {
  const used: Record<string, unknown> = {}
  for (const name of variables) if (run.variables[name] !== undefined) used[name] = run.variables[name]

  return used
}

async function ask(
  { subgraph, operation, document, operationName, cache }: FetchStep,
  run: Run,
  variables: Record<string, unknown>,
): Promise<SubgraphAnswer | FetchFailed> {
  try {
    if (operation === 'subscription') throw new TypeError('An event takes the place of a subscription.')
    return await run.fetch(
      { subgraph, kind: operation, document, operationName, variables, cache },
      run.operation,
    )
  } catch (error) {
    if (error instanceof FetchFailed) return error
    throw error
  }
}
