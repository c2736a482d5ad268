import { getOperationAST, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { Refusal } from './codes.ts'
import { costModel, type CostModel } from './cost-model.ts'
import { costOf, costPlan, type CostPlan } from './cost-plan.ts'
import type { Variables } from './cost-inputs.ts'
import type { LimitsSettings } from './settings.ts'

type CostSettings = Pick<
  LimitsSettings,
  'assumedListSize' | 'mutationWeight' | 'fields' | 'listLength' | 'cost'
>

/** An operation of a document that has been validated against the API of the graph. */
export type Priced = {
  /** The supergraph's schema: it says what costs how much. */
  schema: GraphQLSchema
  document: DocumentNode
  operationName: string | undefined
  variables: Variables
}

/** What an operation is estimated to cost, at least one point, or why it is refused. */
export type Estimate = { estimated: number; refusal?: never } | { estimated?: number; refusal: Refusal }

/**
 * The static estimate before execution. Plans of documents and models of schemas are kept as long as those
 * are, so a document that comes again costs a walk over a few numbers.
 */
export function costEstimator(settings: CostSettings): (priced: Priced) => Estimate {
  const models = new WeakMap<GraphQLSchema, { model: CostModel; plans: WeakMap<DocumentNode, Plans> }>()
  const known = (schema: GraphQLSchema) => {
    const found = models.get(schema) ?? { model: costModel(schema, settings), plans: new WeakMap() }
    models.set(schema, found)
    return found
  }
  const planOf = ({ schema, document, operationName }: Priced): CostPlan | undefined => {
    const { model, plans } = known(schema)
    const ofDocument: Plans = plans.get(document) ?? new Map()
    const name = operationName ?? ''
    const kept = ofDocument.get(name)
    if (kept) return kept
    const operation = getOperationAST(document, operationName)
    if (!operation) return undefined

    const plan = costPlan(schema, model, document, operation, settings)
    plans.set(document, ofDocument.set(name, plan))
    return plan
  }

  return (priced) => {
    const plan = planOf(priced)
    if (!plan) return { estimated: 1 }
    const variables = { ...plan.defaults, ...priced.variables }
    const refusal = refusalOfSlices(plan, variables, settings)
    if (refusal) return { refusal }
    const estimated = Math.max(1, Math.ceil(costOf(plan.cost, variables)))

    return estimated > settings.cost
      ? {
          estimated,
          refusal: {
            code: 'COST_LIMIT_EXCEEDED',
            message: `The operation is estimated to cost ${estimated} points; one may cost ${settings.cost}.`,
          },
        }
      : { estimated }
  }
}

type Plans = Map<string, CostPlan>

function refusalOfSlices(
  { slices }: CostPlan,
  variables: Variables,
  { listLength }: CostSettings,
): Refusal | undefined {
  for (const { coordinate, sizing, size, given } of slices) {
    if ((size(variables) ?? 0) > listLength)
      return { code: 'LIST_TOO_LONG', message: `${coordinate} gives at most ${listLength} items at once.` }
    if (sizing.requireOne && given(variables) !== 1)
      return {
        code: 'SLICING_ARGUMENT_REQUIRED',
        message: `${coordinate} needs exactly one of its arguments ${sizing.slicing.join(', ')}.`,
      }
  }
  return undefined
}
