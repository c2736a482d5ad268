import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import type { CachePolicy } from '../execute/subgraph-fetch.ts'
import type { Hint, Hints } from './hints.ts'

/**
 * How long the answer of a planned fetch may be kept, or undefined when it must not be. As `@cacheControl` is read
 * everywhere: the shortest age of all fields that are selected, PRIVATE when any is. A field that is a root field or
 * returns objects counts with its own hint, else with the hint of what it returns, else with zero; one that
 * returns a scalar is as good as its parent, unless it says otherwise.
 *
 * In one place it is stricter: the fields of an entity that are fetched by its key need hints of their own. A hint
 * on the type would come from one subgraph and speak for the fields that another one adds to it.
 *
 * @param document the operation as it is sent to the subgraph
 * @param schema the whole supergraph
 */
export function policyOf(document: string, schema: GraphQLSchema, hints: Hints): CachePolicy | undefined {
  if (!hints.any) return undefined
  const { definitions } = parse(document, { noLocation: true })
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const root = schema.getQueryType()
  if (operation?.operation !== OperationTypeNode.QUERY || !root) return undefined

  const walk: Walk = {
    schema,
    hints,
    fragments: new Map(
      definitions
        .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    ),
    maxAge: Number.POSITIVE_INFINITY,
    scope: 'PUBLIC',
    types: new Set(),
  }
  look(walk, operation.selectionSet, root, 'root')
  const { maxAge, scope, types } = walk
  if (maxAge <= 0 || !Number.isFinite(maxAge)) return undefined

  return { maxAge, scope, types: [...types].toSorted() }
}

type Walk = {
  readonly schema: GraphQLSchema
  readonly hints: Hints
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  maxAge: number
  scope: CachePolicy['scope']
  readonly types: Set<string>
}

/** Fields directly under the operation or under a fetched entity have no parent whose age they could share. */
type Place = 'root' | 'inside'

function look(walk: Walk, selections: SelectionSetNode, parent: GraphQLCompositeType, place: Place): void {
  for (const selection of selections.selections) {
    if (walk.maxAge <= 0) return
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value
      if (name === '__typename') continue
      if (name === '_entities' && place === 'root' && selection.selectionSet) {
        look(walk, selection.selectionSet, parent, 'root')
        continue
      }
      lookAtField(walk, name, selection.selectionSet, parent, place)
      continue
    }
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value) : selection
    const narrowed = fragment?.typeCondition ? walk.schema.getType(fragment.typeCondition.name.value) : parent
    if (!fragment || !isCompositeType(narrowed)) return forbid(walk)
    // What an entity fetch is about, which no field has returned.
    if (place === 'root' && narrowed !== walk.schema.getQueryType()) noteTypes(walk, narrowed)
    look(walk, fragment.selectionSet, narrowed, place)
  }
}

function lookAtField(
  walk: Walk,
  name: string,
  selections: SelectionSetNode | undefined,
  parent: GraphQLCompositeType,
  place: Place,
): void {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
  if (!field) return forbid(walk)
  const returned = getNamedType(field.type)
  const ofType = isCompositeType(returned) ? walk.hints.type(returned.name) : undefined

  for (const owner of ownersOf(walk, parent, name)) {
    const own = walk.hints.field(owner, name)
    restrict(walk, own, ofType, { isRoot: place === 'root', isComposite: isCompositeType(returned) })
  }
  if (!isCompositeType(returned)) return

  noteTypes(walk, returned)
  if (selections) look(walk, selections, returned, 'inside')
}

/** The type itself, and for an interface all that may stand behind it: the strictest of them counts. */
function ownersOf({ schema, hints }: Walk, parent: GraphQLCompositeType, field: string): string[] {
  if (!isAbstractType(parent)) return [parent.name]
  const own = hints.field(parent.name, field)
  const behind = schema.getPossibleTypes(parent).map((type) => type.name)
  const stated = behind.filter((type) => hints.field(type, field))

  return own || stated.length < behind.length ? [parent.name, ...stated] : stated
}

function restrict(
  walk: Walk,
  own: Hint | undefined,
  ofType: Hint | undefined,
  { isRoot, isComposite }: { isRoot: boolean; isComposite: boolean },
): void {
  const maxAge = own?.maxAge ?? ofType?.maxAge
  const inherits = !isRoot && (!isComposite || (own?.inheritMaxAge ?? ofType?.inheritMaxAge ?? false))

  if ((own?.scope ?? ofType?.scope) === 'PRIVATE') walk.scope = 'PRIVATE'
  if (maxAge !== undefined) walk.maxAge = Math.min(walk.maxAge, maxAge)
  else if (!inherits) forbid(walk)
}

function forbid(walk: Walk): void {
  walk.maxAge = 0
}

function noteTypes({ schema, types }: Walk, type: GraphQLCompositeType): void {
  types.add(type.name)
  if (isAbstractType(type)) for (const { name } of schema.getPossibleTypes(type)) types.add(name)
}
