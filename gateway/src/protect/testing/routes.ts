import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'

/** One step from a type to another: a field of a type. */
export type Hop = { on: string; field: string }

type Kind = 'query' | 'mutation' | 'subscription'
export type Route = { kind: Kind; hops: readonly Hop[] }

/** All ways from a root to a place where the type may stand, shortest first; no type is passed twice. */
export function routesTo(schema: GraphQLSchema, target: string, longest = 3): Route[] {
  const found: Route[] = []
  for (const kind of ['query', 'mutation', 'subscription'] as const) {
    const root = schema.getRootType(kind as never)
    if (!root) continue
    if (root.name === target) found.push({ kind, hops: [] })
    walk(kind, root.name, [], new Set([root.name]))
  }

  function walk(kind: Kind, at: string, hops: readonly Hop[], passed: ReadonlySet<string>): void {
    if (hops.length === longest) return
    for (const field of fieldsOf(schema, at)) {
      const returned = getNamedType(field.type)
      if (!isCompositeType(returned)) continue
      const further = [...hops, { on: at, field: field.name }]
      for (const type of [returned.name, ...membersOf(schema, returned)]) {
        if (passed.has(type)) continue
        if (type === target) found.push({ kind, hops: further })
        else walk(kind, type, further, new Set([...passed, type]))
      }
    }
  }

  return found.sort((one, other) => one.hops.length - other.hops.length)
}

export const fieldsOf = (schema: GraphQLSchema, name: string): GraphQLField<unknown, unknown>[] => {
  const type = schema.getType(name)
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []
}

const membersOf = (schema: GraphQLSchema, type: GraphQLNamedType): string[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : []

export type Manner = 'direct' | 'alias' | 'inline fragment' | 'named fragment' | 'twice'

/** The operation that goes that way and asks for one field of the type, in one of several manners. */
export function operationFor(
  schema: GraphQLSchema,
  { kind, hops }: Route,
  type: string,
  field: string,
  manner: Manner,
): string {
  const asked = selectionOf(schema, type, field)
  const inner = {
    direct: asked,
    alias: `it: ${asked}`,
    'inline fragment': `... on ${type} { ... { ${asked} } }`,
    'named fragment': '...Asked',
    twice: `${asked} again: ${asked} ...Asked`,
  }[manner]
  const fragment = inner.includes('...Asked') ? ` fragment Asked on ${type} { ${asked} }` : ''

  return `${kind} { ${along(schema, hops, type, inner)} }${fragment}`
}

/** Narrowed by a fragment wherever the way goes on from, or ends at, another type than the field is declared with. */
function along(schema: GraphQLSchema, [hop, ...rest]: readonly Hop[], target: string, inner: string): string {
  if (!hop) return inner
  const field = fieldsOf(schema, hop.on).find(({ name }) => name === hop.field)
  if (!field) throw new Error(`There is no ${hop.on}.${hop.field}.`)
  const next = rest[0]?.on ?? target
  const below = along(schema, rest, target, inner)
  const narrowed = getNamedType(field.type).name === next ? below : `... on ${next} { ${below} }`

  return `${hop.field}${argumentsFor(field)} { ${narrowed} }`
}

function selectionOf(schema: GraphQLSchema, type: string, name: string): string {
  const field = fieldsOf(schema, type).find((one) => one.name === name)
  if (!field) return name

  return `${name}${argumentsFor(field)}${isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''}`
}

const argumentsFor = (field: GraphQLField<unknown, unknown>): string => {
  const required = field.args.filter(({ type }) => isNonNullType(type))
  return required.length === 0 ? '' : `(${required.map(({ name }) => `${name}: "x"`).join(' ')})`
}
