import {
  getNamedType,
  isInputObjectType,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql'
import type { CostModel } from './cost-model.ts'

export type Variables = Readonly<Record<string, unknown>>

/** A number, or what gives it when the variables are known. */
export type Cost = number | ((variables: Variables) => number)

/** Whether anything that a type takes has a weight; of types that contain themselves too. */
function isWeighted(type: GraphQLInputType, model: CostModel, seen: Set<string>): boolean {
  const named = getNamedType(type)
  if (!isInputObjectType(named) || seen.has(named.name)) return false
  seen.add(named.name)

  return Object.values(named.getFields()).some(
    (field) => model.inputWeight(field) !== undefined || isWeighted(field.type, model, seen),
  )
}

/** What the arguments of a field cost by `@cost` on arguments, input fields, scalars and enums; else nothing. */
export function costOfArguments(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  model: CostModel,
): Cost {
  const weighted = field.args.flatMap((argument) => {
    const given = node.arguments?.find(({ name }) => name.value === argument.name)
    const counts = model.inputWeight(argument) !== undefined || isWeighted(argument.type, model, new Set())

    return given && counts ? [{ argument, value: given.value }] : []
  })
  if (weighted.length === 0) return 0

  return (variables) =>
    weighted.reduce(
      (sum, { argument, value }) => sum + inputCost(argument, valueFromASTUntyped(value, variables), model),
      0,
    )
}

function inputCost(input: GraphQLArgument | GraphQLInputField, value: unknown, model: CostModel): number {
  if (value === undefined || value === null) return 0
  const type = getNamedType(input.type)
  const values = Array.isArray(value) ? value : [value]
  const inner = isInputObjectType(type)
    ? values.reduce(
        (sum: number, one: unknown) =>
          Object.values(type.getFields()).reduce(
            (total, field) => total + inputCost(field, propertyOf(one, field.name), model),
            sum,
          ),
        0,
      )
    : 0

  return values.length * (model.inputWeight(input) ?? 0) + inner
}

/** A property of a plain value; undefined where there is none of its own. */
const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined
