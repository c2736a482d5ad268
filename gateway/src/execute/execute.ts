import { executeSync, type GraphQLError } from 'graphql'
import { noMetrics, type Metrics } from '../observe/metrics.ts'
import type { Operation } from '../operation.ts'
import type { Prepared } from '../plan/prepare.ts'
import { complete, type Complaint } from './complete.ts'
import { errorList } from './error-list.ts'
import { ownMerging, type Merging } from './merging.ts'
import type { Run } from './run.ts'
import { takeAnswer } from './run-fetch.ts'
import { runStep } from './run-step.ts'
import type { SubgraphAnswer, SubgraphFetch } from './subgraph-fetch.ts'
import { callsTogether } from './together.ts'
import type { Tree } from './tree.ts'

export type Executed = { data: Record<string, unknown> | null; errors?: GraphQLError[] }

export type ExecuteParts = {
  fetch: SubgraphFetch
  operation: Operation
  metrics?: Metrics
  /** Of a subscription: what its owner sent; the other subgraphs complete it. */
  event?: SubgraphAnswer
  merging?: Merging
}

/** Runs a prepared operation. Errors have the paths of the client's own keys; subgraphs' messages are not masked here. */
export async function execute(
  prepared: Prepared,
  { fetch, operation, metrics = noMetrics, event, merging = ownMerging }: ExecuteParts,
): Promise<Executed> {
  const { graph, root, shape, forbidden, step, primary, variables } = prepared
  const run: Run = {
    data: {},
    errors: [],
    absences: [],
    variables,
    fetch,
    operation,
    metrics,
    together: callsTogether(),
    merging,
  }
  if (primary && event) takeAnswer(event, primary, [{ object: run.data, path: undefined }], run)
  if (step) await runStep(step, run)

  const complaints: Complaint[] = []
  const data = complete(
    {
      schema: graph.schema,
      hidden: forbidden.types,
      introspection: introspected(prepared),
      complaints,
    },
    root,
    shape,
    run.data,
  )
  const errors = errorList(run, prepared, complaints)

  return { data, ...(errors.length > 0 && { errors }) }
}

/** What the operation asks of the schema itself; the schema's owner is here. */
function introspected({ graph, introspection, variables }: Prepared): Tree {
  if (!introspection) return {}
  const { data } = executeSync({ schema: graph.schema, document: introspection, variableValues: variables })

  return { ...data }
}
