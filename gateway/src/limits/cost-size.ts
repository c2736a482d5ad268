import { valueFromASTUntyped, type FieldNode, type GraphQLField } from 'graphql'
import type { FieldCost, Sizing } from './cost-model.ts'
import type { Variables } from './cost-inputs.ts'

/** The size that the arguments of one field say, when the variables are known. */
export type Slice = {
  /** `Type.field`, for messages. */
  coordinate: string
  sizing: Sizing
  /** What the slicing arguments come to; undefined when none says anything. */
  size(variables: Variables): number | undefined
  /** How many of the slicing arguments have a value. */
  given(variables: Variables): number
}

/** Where counting ends. */
const most = 1_000_000_000

/** Undefined for a field without slicing arguments. */
export function sliceOf(
  coordinate: string,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  { sizing }: FieldCost,
): Slice | undefined {
  if (!sizing || sizing.slicing.length === 0) return undefined
  const stated = (name: string, variables: Variables): unknown => {
    const argument = node.arguments?.find((given) => given.name.value === name)
    return argument && valueFromASTUntyped(argument.value, variables)
  }
  const byDefault = (name: string): unknown =>
    field.args.find((argument) => argument.name === name)?.defaultValue
  const explicit = (variables: Variables): unknown[] =>
    sizing.slicing
      .map((name) => stated(name, variables))
      .filter((value) => value !== undefined && value !== null)
  const all = (variables: Variables): unknown[] => {
    const given = explicit(variables)
    return given.length > 0 ? given : sizing.slicing.map(byDefault).filter((value) => value !== undefined)
  }

  return {
    coordinate,
    sizing,
    given: (variables) => all(variables).length,
    size(variables) {
      const sizes = all(variables)
        .map(lengthOf)
        .filter((size) => size !== undefined)
      return sizes.length > 0 ? Math.max(...sizes) : undefined
    },
  }
}

const lengthOf = (value: unknown): number | undefined =>
  typeof value === 'number' && !Number.isNaN(value) ? Math.min(most, Math.max(0, value)) : undefined
