import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql'

/** Numbers below a bound, always the same for a seed. */
export function randomness(seed: number) {
  let state = seed | 0
  const next = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed

    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }

  return {
    next,
    chance: (percent: number): boolean => next(100) < percent,
    pick: <Item>(items: readonly Item[]): Item | undefined => items[next(items.length)],
  }
}

/**
 * An operation with aliases, fragments of both kinds, abstract types and `__typename`. Most of them are valid; not
 * those in which fields of the same key happen to clash.
 */
export function randomOperation(schema: GraphQLSchema, seed: number, kinds = ['query']): string {
  const random = randomness(seed)
  const fragments: { name: string; type: GraphQLCompositeType; text: string }[] = []

  function selections(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + random.next(3)
    const chosen = Array.from({ length: count }, () => selection(type, depth)).filter((text) => text !== '')

    return chosen.length > 0 ? chosen.join(' ') : '__typename'
  }

  function selection(type: GraphQLCompositeType, depth: number): string {
    if (random.chance(6)) return random.chance(70) ? '__typename' : 'kindOf: __typename'
    if (depth > 0 && random.chance(28)) return fragment(type, depth)
    if (!isObjectType(type) && !isInterfaceType(type)) return depth > 0 ? fragment(type, depth) : '__typename'
    const field = random.pick(Object.values(type.getFields()))

    return field ? ofField(type, field, depth) : ''
  }

  function ofField(type: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, depth: number): string {
    const returned = getNamedType(field.type)
    const alias = random.chance(25) ? `${field.name}_${type.name}: ` : ''
    const required = field.args.filter((argument) => isNonNullType(argument.type))
    const values = required.length > 0 ? `(${required.map(({ name }) => `${name}: "x"`).join(' ')})` : ''
    if (!isCompositeType(returned)) return `${alias}${field.name}${values}`

    return depth > 0 ? `${alias}${field.name}${values} { ${selections(returned, depth - 1)} }` : ''
  }

  function fragment(type: GraphQLCompositeType, depth: number): string {
    const fitting = compositeTypes(schema).filter((other) => overlap(schema, type, other))
    const condition = random.pick(fitting) ?? type
    if (random.chance(50)) return `... on ${condition.name} { ${selections(condition, depth - 1)} }`
    const known = fragments.filter((one) => overlap(schema, type, one.type))
    const again = random.chance(40) ? random.pick(known) : undefined
    if (again) return `...${again.name}`
    const text = selections(condition, depth - 1)
    const name = `F${fragments.length}`
    fragments.push({ name, type: condition, text: `fragment ${name} on ${condition.name} { ${text} }` })

    return `...${name}`
  }

  const kind = random.pick(kinds) ?? 'query'
  const root = schema.getRootType(kind as never)
  const body = root ? selections(root, 5) : '__typename'

  return [`${kind} { ${body} }`, ...fragments.map(({ text }) => text)].join(' ')
}

const compositeTypes = (schema: GraphQLSchema): GraphQLCompositeType[] =>
  Object.values(schema.getTypeMap())
    .filter(isCompositeType)
    .filter(({ name }) => !name.startsWith('__'))

function overlap(schema: GraphQLSchema, one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
  const objects = (type: GraphQLCompositeType) =>
    new Set((isObjectType(type) ? [type] : schema.getPossibleTypes(type)).map(({ name }) => name))

  return !objects(one).isDisjointFrom(objects(other))
}
