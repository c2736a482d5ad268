import {
  isAbstractType,
  isObjectType,
  isUnionType,
  Kind,
  valueFromASTUntyped,
  type FieldNode,
  type FragmentDefinitionNode,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { costOfArguments, type Cost, type Variables } from './cost-inputs.ts'
import type { CostModel } from './cost-model.ts'
import { compositeOf, selectedOf, type Condition, type Conditional } from './cost-selection.ts'
import { sliceOf, type Slice } from './cost-size.ts'

/** What one operation costs, as a function of its variables; made once for a document. */
export type CostPlan = {
  cost: Cost
  slices: readonly Slice[]
  /** Defaults of variables that the client need not send. */
  defaults: Variables
}

export type CostBounds = { assumedListSize: number; fields: number }

const most = 1e15

/**
 * Compiles the estimate of an operation of a valid document. Selections are merged first, so what two fragments ask
 * alike counts once; of what different types of an object have, the dearest counts. Beyond `fields` selections
 * the work ends and the cost is infinite.
 */
export function costPlan(
  schema: GraphQLSchema,
  model: CostModel,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { assumedListSize, fields }: CostBounds,
): CostPlan {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  )
  const slices: Slice[] = []
  let steps = 0
  const step = (): void => {
    steps += 1
    if (steps > fields * 2) throw new TooMuchWork()
  }

  const ofSelection = (
    type: GraphQLCompositeType,
    sets: readonly Conditional<SelectionSetNode>[],
    inherited: Inherited | undefined,
  ): Cost => {
    const selected = selectedOf(schema, fragments, type, sets, step)
    const own = [...selected.fields.values()].map((nodes) => ofField(type, nodes, inherited))
    const narrower = [...selected.narrower].map(([narrow, inner]) => ({
      alone: isObjectType(narrow),
      cost: ofSelection(narrow, inner, inherited),
    }))
    const alone = narrower.filter((one) => one.alone).map(({ cost }) => cost)
    const shared = narrower.filter((one) => !one.alone).map(({ cost }) => cost)

    return sumOf([...own, ...shared, maximumOf(alone)])
  }

  const ofField = (
    type: GraphQLCompositeType,
    nodes: readonly Conditional<FieldNode>[],
    inherited: Inherited | undefined,
  ): Cost => {
    const node = nodes[0]?.node
    const field = node && !isUnionType(type) ? type.getFields()[node.name.value] : undefined
    if (!node || !field || isUnionType(type)) return 0
    const known = model.field(type, field)
    const slice = sliceOf(`${type.name}.${field.name}`, node, field, known)
    if (slice) slices.push(slice)

    const fromParent = inherited?.sized.includes(field.name) ? inherited.size : undefined
    const size = sizeOf(slice, known.sizing?.assumed, fromParent, assumedListSize)
    const passes = known.sizing && known.sizing.sized.length > 0
    const returned = compositeOf(field.type)
    const inner = returned
      ? ofSelection(
          returned,
          nodes.flatMap(({ node: { selectionSet }, when }) =>
            selectionSet ? [{ node: selectionSet, when }] : [],
          ),
          passes ? { sized: known.sizing?.sized ?? [], size } : undefined,
        )
      : 0
    const once = sumOf([known.weight, inner])
    const items = known.lists === 0 ? once : productOf([passes ? assumedListSize : size, once])
    const nested = known.lists > 1 ? productOf([assumedListSize ** (known.lists - 1), items]) : items

    return onlyWhen(
      nodes.map(({ when }) => when),
      sumOf([costOfArguments(node, field, model), nested]),
    )
  }

  const root = schema.getRootType(operation.operation)
  try {
    const sets = [{ node: operation.selectionSet, when: [] }]
    const cost = root && !isAbstractType(root) ? ofSelection(root, sets, undefined) : 0
    return { cost, slices, defaults: defaultsOf(operation) }
  } catch (error) {
    if (error instanceof TooMuchWork) return { cost: Number.POSITIVE_INFINITY, slices: [], defaults: {} }
    throw error
  }
}

/** The size of the lists of a connection, on its way to those fields. */
type Inherited = { sized: readonly string[]; size: Cost }

class TooMuchWork extends Error {}

const sizeOf = (
  slice: Slice | undefined,
  assumed: number | undefined,
  inherited: Cost | undefined,
  byDefault: number,
): Cost => {
  const fallback = assumed ?? inherited ?? byDefault
  return slice ? (variables) => slice.size(variables) ?? costOf(fallback, variables) : fallback
}

/** What a cost comes to, never negative. */
export const costOf = (cost: Cost, variables: Variables): number =>
  Math.min(most, Math.max(0, typeof cost === 'number' ? cost : cost(variables)))

const combined = (costs: readonly Cost[], combine: (numbers: readonly number[]) => number): Cost => {
  const fixed = costs.filter((cost) => typeof cost === 'number')
  return fixed.length === costs.length
    ? combine(fixed)
    : (variables) => combine(costs.map((cost) => (typeof cost === 'number' ? cost : cost(variables))))
}
const sumOf = (costs: readonly Cost[]): Cost =>
  combined(costs, (numbers) =>
    Math.min(
      most,
      numbers.reduce((sum, one) => sum + one, 0),
    ),
  )
const productOf = (costs: readonly Cost[]): Cost =>
  combined(costs, (numbers) =>
    Math.min(
      most,
      numbers.reduce((product, one) => product * one, 1),
    ),
  )
const maximumOf = (costs: readonly Cost[]): Cost => combined(costs, (numbers) => Math.max(0, ...numbers))

/** Nothing, unless all conditions of one of its occurrences hold. */
function onlyWhen(occurrences: readonly (readonly Condition[])[], cost: Cost): Cost {
  if (occurrences.some((when) => when.length === 0)) return cost
  const holds = (variables: Variables): boolean =>
    occurrences.some((when) =>
      when.every(({ variable, includes }) => (variables[variable] === true) === includes),
    )
  return (variables) => (holds(variables) ? costOf(cost, variables) : 0)
}

const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode): Variables =>
  Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  )
