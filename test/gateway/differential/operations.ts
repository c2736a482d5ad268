import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql'
import { givenArguments } from './arguments.ts'
import type { Dice } from './random.ts'
import { variableList, type VariableList } from './variables.ts'

export type RandomOperation = { text: string; document: DocumentNode; variables: Record<string, unknown> }

/** A random operation that is valid for the schema; the dice decide everything about it. */
export function randomOperation(schema: GraphQLSchema, dice: Dice): RandomOperation {
  for (;;) {
    const found = attempt(schema, dice)
    const document = parse(found.text, { noLocation: true })
    if (validate(schema, document).length === 0) return { ...found, document }
  }
}

type Fragment = { name: string; on: GraphQLCompositeType; text: string }
type Writing = {
  schema: GraphQLSchema
  dice: Dice
  variables: VariableList
  fragments: Fragment[]
  /** How many selections may still be written. */
  left: number
}

const deepest = 6

function attempt(schema: GraphQLSchema, dice: Dice): Omit<RandomOperation, 'document'> {
  const kind = dice.chance(0.12) ? 'mutation' : 'query'
  const root = kind === 'mutation' ? schema.getMutationType() : schema.getQueryType()
  if (!root) throw new Error(`The schema has no ${kind}.`)
  const writing: Writing = {
    schema,
    dice,
    variables: variableList(dice),
    fragments: [],
    left: 12 + dice.below(22),
  }
  const body = selectionSet(writing, root, 0)
  const name = dice.chance(0.5) ? ' Asked' : ''
  const fragments = writing.fragments.map(({ name: of, on, text }) => `fragment ${of} on ${on.name} ${text}`)

  return {
    text: [`${kind}${name}${writing.variables.declared()} ${body}`, ...fragments].join('\n'),
    variables: writing.variables.values,
  }
}

function selectionSet(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { dice } = writing
  const count = 1 + dice.below(depth === 0 ? 3 : 5)
  const selections: string[] = []
  for (let index = 0; index < count; index += 1) selections.push(selection(writing, type, depth))
  // The same field again, with other things below it: both are merged into one.
  if (dice.chance(0.25)) selections.push(...again(writing, type, depth))

  return `{ ${selections.join(' ')} }`
}

function selection(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { dice } = writing
  writing.left -= 1
  const roll = dice.roll()
  if (roll < 0.1) return `${dice.chance(0.2) ? 'kind: ' : ''}__typename${condition(writing)}`
  if (depth < deepest && writing.left > 0) {
    if (isUnionType(type) || roll < (isInterfaceType(type) ? 0.45 : 0.25))
      return fragment(writing, type, depth)
  }
  if (isUnionType(type)) return '__typename'

  return field(writing, type, depth)
}

function field(
  writing: Writing,
  type: Exclude<GraphQLCompositeType, { getTypes: unknown }>,
  depth: number,
): string {
  const { dice } = writing
  const fields = Object.values(type.getFields())
  const last = depth >= deepest || writing.left <= 0
  const fitting = last ? fields.filter((each) => !isCompositeType(getNamedType(each.type))) : fields
  if (fitting.length === 0) return '__typename'
  const chosen = dice.pick(last ? fitting : dice.chance(0.5) ? preferred(fitting, dice) : fitting)

  return written(writing, chosen, alias(dice, chosen, fields), depth)
}

/** Objects rather than leaves, and those of several types rather than of one. */
function preferred<Field extends GraphQLField<unknown, unknown>>(
  fields: readonly Field[],
  dice: Dice,
): Field[] {
  const composite = fields.filter(({ type }) => isCompositeType(getNamedType(type)))
  const abstract = fields.filter(({ type }) => isAbstractType(getNamedType(type)))

  return [...composite, ...abstract, ...abstract, dice.pick(fields)]
}

function written(
  writing: Writing,
  { name, type, args }: GraphQLField<unknown, unknown>,
  key: string,
  depth: number,
): string {
  const named = getNamedType(type)
  const given = givenArguments(args, writing.dice, writing.variables)
  const nested = isCompositeType(named) ? ` ${selectionSet(writing, named, depth + 1)}` : ''

  return `${key}${name}${given}${condition(writing)}${nested}`
}

/** Mostly a name of its own, sometimes one that something else has. */
function alias(
  dice: Dice,
  { name }: GraphQLField<unknown, unknown>,
  others: readonly { name: string }[],
): string {
  const roll = dice.roll()
  if (roll < 0.7) return ''
  if (roll < 0.9) return `${name}${dice.below(3)}: `
  if (roll < 0.95) return `${dice.pick(others).name}: `

  return `${dice.pick(['id', 'name', 'a', 'b', 'number'])}: `
}

function again(writing: Writing, type: GraphQLCompositeType, depth: number): string[] {
  if (isUnionType(type) || depth >= deepest || writing.left <= 0) return []
  const { dice } = writing
  const composite = Object.values(type.getFields()).filter((each) => isCompositeType(getNamedType(each.type)))
  if (composite.length === 0) return []
  const chosen = dice.pick(composite)
  const key = dice.chance(0.3) ? 'twice: ' : ''
  const given = givenArguments(chosen.args, dice, writing.variables)
  const named = getNamedType(chosen.type)
  if (!isCompositeType(named)) return []
  const once = (): string =>
    `${key}${chosen.name}${given}${condition(writing)} ${selectionSet(writing, named, depth + 1)}`

  return [once(), dice.chance(0.5) ? `... on ${type.name} { ${once()} }` : once()]
}

function fragment(writing: Writing, type: GraphQLCompositeType, depth: number): string {
  const { dice, fragments } = writing
  const on = dice.chance(0.15) ? type : dice.pick(overlapping(writing.schema, type))
  if (dice.chance(0.6)) {
    const narrowed = on === type && dice.chance(0.6) ? '' : ` on ${on.name}`
    return `...${narrowed}${condition(writing)} ${selectionSet(writing, on, depth + 1)}`
  }
  const known = fragments.filter((each) => overlaps(writing.schema, each.on, type))
  if (known.length > 0 && dice.chance(0.4)) return `...${dice.pick(known).name}${condition(writing)}`
  const text = selectionSet(writing, on, depth + 1)
  const name = `Part${fragments.length}`
  fragments.push({ name, on, text })

  return `...${name}${condition(writing)}`
}

function condition({ dice, variables }: Writing): string {
  if (!dice.chance(0.14)) return ''
  const one = (): string => {
    const name = dice.chance(0.5) ? 'skip' : 'include'
    return ` @${name}(if: ${dice.chance(0.35) ? dice.chance(name === 'skip' ? 0.3 : 0.7) : variables.flag()})`
  }

  return dice.chance(0.15) ? ` @skip(if: ${variables.flag()}) @include(if: true)` : one()
}

const compositesOf = new WeakMap<GraphQLSchema, GraphQLCompositeType[]>()

function overlapping(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  const composites =
    compositesOf.get(schema) ??
    Object.values(schema.getTypeMap()).filter(
      (each): each is GraphQLCompositeType => isCompositeType(each) && !each.name.startsWith('__'),
    )
  compositesOf.set(schema, composites)

  return composites.filter((each) => overlaps(schema, each, type))
}

const overlaps = (schema: GraphQLSchema, one: GraphQLCompositeType, other: GraphQLCompositeType): boolean =>
  possible(schema, one).some((type) => possible(schema, other).includes(type))

const possible = (schema: GraphQLSchema, type: GraphQLCompositeType) =>
  isObjectType(type) ? [type] : schema.getPossibleTypes(type)
