import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  isAbstractType,
  type ConstDirectiveNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import { z } from 'zod'
import { argumentsOf, costNames } from './cost-names.ts'

type Annotated = {
  astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined
}
type Parent = GraphQLObjectType | GraphQLInterfaceType

/** What says how long a list is, or the lists among the fields of a connection. */
export type Sizing = {
  /** Arguments whose number is the size. */
  slicing: readonly string[]
  assumed: number | undefined
  /** Fields of the returned type that are that long; none when the field itself is the list. */
  sized: readonly string[]
  /** Whether exactly one of the slicing arguments has to be given. */
  requireOne: boolean
}

/** What one occurrence of a field costs. */
export type FieldCost = {
  /** Of each item; of the field itself where it is no list. */
  weight: number
  /** How many lists are wrapped around the items. */
  lists: number
  sizing: Sizing | undefined
}

export type CostModel = {
  field(parent: Parent, field: GraphQLField<unknown, unknown>): FieldCost
  /** Of an argument or input field or of the scalar or enum that it takes; undefined when nothing says it. */
  inputWeight(input: GraphQLArgument | GraphQLInputField): number | undefined
}

export type CostDefaults = { mutationWeight: number }

const cost = z.object({ weight: z.coerce.number() })
const listSize = z.object({
  assumedSize: z.number().nullish(),
  slicingArguments: z.array(z.string()).nullish(),
  sizedFields: z.array(z.string()).nullish(),
  requireOneSlicingArgument: z.boolean().nullish(),
})

/**
 * What a supergraph says about cost. Without `@cost` an object weighs 1, a leaf 0, a field of Mutation
 * `mutationWeight`; an abstract type weighs as much as the heaviest of its types. Without `@listSize`, `first` and
 * `last` are taken for what Relay's connections mean by them.
 */
export function costModel(schema: GraphQLSchema, { mutationWeight }: CostDefaults): CostModel {
  const names = costNames(schema)
  const fields = new WeakMap<GraphQLField<unknown, unknown>, FieldCost>()
  const said = ({ astNode }: Annotated, name: string): Record<string, unknown> | undefined => {
    const directive = astNode?.directives?.find((applied) => applied.name.value === name)
    return directive && argumentsOf(directive)
  }
  const weightOf = (annotated: Annotated): number | undefined =>
    cost.safeParse(said(annotated, names.cost)).data?.weight

  const typeWeight = (type: GraphQLNamedType): number => {
    if (isAbstractType(type)) return Math.max(1, ...schema.getPossibleTypes(type).map(typeWeight))
    return weightOf(type) ?? (isCompositeType(type) ? 1 : 0)
  }
  const implementations = (parent: Parent, name: string): GraphQLField<unknown, unknown>[] =>
    isInterfaceType(parent)
      ? schema.getPossibleTypes(parent).flatMap((type) => type.getFields()[name] ?? [])
      : []

  const computed = (parent: Parent, field: GraphQLField<unknown, unknown>): FieldCost => {
    const all = [field, ...implementations(parent, field.name)]
    const stated = all.map(weightOf).filter((weight) => weight !== undefined)
    const root = parent === schema.getMutationType() ? mutationWeight : undefined
    const sizes = all.map((one) => listSize.safeParse(said(one, names.listSize)).data).find(Boolean)

    return {
      weight: stated.length > 0 ? Math.max(...stated) : (root ?? typeWeight(getNamedType(field.type))),
      lists: listsOf(field.type),
      sizing: sizes
        ? {
            slicing: sizes.slicingArguments ?? [],
            assumed: sizes.assumedSize ?? undefined,
            sized: sizes.sizedFields ?? [],
            requireOne: sizes.requireOneSlicingArgument ?? true,
          }
        : conventional(field),
    }
  }

  return {
    field(parent, field) {
      const known = fields.get(field) ?? computed(parent, field)
      fields.set(field, known)

      return known
    },
    inputWeight: (input) => weightOf(input) ?? weightOf(getNamedType(input.type)),
  }
}

const listsOf = (type: GraphQLOutputType): number => {
  const nullable = getNullableType(type)
  return isListType(nullable) ? 1 + listsOf(nullable.ofType) : 0
}

/** `first` and `last` on a list, or on a connection with `edges` and `nodes`. */
function conventional(field: GraphQLField<unknown, unknown>): Sizing | undefined {
  const slicing = ['first', 'last'].filter((name) => field.args.some((argument) => argument.name === name))
  if (listsOf(field.type) > 0) return { slicing, assumed: undefined, sized: [], requireOne: false }
  const type = getNamedType(field.type)
  if (slicing.length === 0 || !isObjectType(type)) return undefined
  const inner = type.getFields()
  const sized = ['edges', 'nodes'].filter((name) => inner[name] && listsOf(inner[name].type) > 0)

  return sized.length > 0 ? { slicing, assumed: undefined, sized, requireOne: false } : undefined
}
