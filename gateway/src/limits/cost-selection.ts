import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'

/** A variable that decides whether something is included, and the value that includes it. */
export type Condition = { variable: string; includes: boolean }

/** A selection that is there when all its conditions hold. */
export type Conditional<Node> = { node: Node; when: readonly Condition[] }

/** What is selected of one object: fields by response name, and what only some of its types have. */
export type Selected = {
  fields: Map<string, Conditional<FieldNode>[]>
  narrower: Map<GraphQLCompositeType, Conditional<SelectionSetNode>[]>
}

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/** Merges selections of one type as execution does; literal conditions are decided, `step` is called per selection. */
export function selectedOf(
  schema: GraphQLSchema,
  fragments: Fragments,
  type: GraphQLCompositeType,
  sets: readonly Conditional<SelectionSetNode>[],
  step: () => void,
): Selected {
  const selected: Selected = { fields: new Map(), narrower: new Map() }
  const seen = new Set<string>()

  const collect = ({ node: { selections }, when }: Conditional<SelectionSetNode>): void => {
    for (const node of selections) {
      step()
      const own = conditionsOf(node.directives)
      if (own === 'never') continue
      const conditions = [...when, ...own]

      if (node.kind === Kind.FIELD) {
        append(selected.fields, node.alias?.value ?? node.name.value, { node, when: conditions })
        continue
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
      if (!fragment || (node.kind === Kind.FRAGMENT_SPREAD && seen.has(node.name.value))) continue
      // What is spread under a condition may be spread again without it.
      if (node.kind === Kind.FRAGMENT_SPREAD && conditions.length === 0) seen.add(node.name.value)
      const inner = { node: fragment.selectionSet, when: conditions }
      const narrower = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value)
      if (narrower && isCompositeType(narrower) && !covers(schema, narrower, type))
        append(selected.narrower, narrower, inner)
      else collect(inner)
    }
  }
  for (const set of sets) collect(set)

  return selected
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}

/** Whether every object of a type is one of the other type as well. */
const covers = (schema: GraphQLSchema, wider: GraphQLCompositeType, type: GraphQLCompositeType): boolean =>
  wider === type ||
  isObjectType(type) ||
  (isAbstractType(wider) && !isUnionType(type) && schema.isSubType(wider, type))

function conditionsOf(directives: readonly DirectiveNode[] = []): Condition[] | 'never' {
  const conditions: Condition[] = []
  for (const { name, arguments: given = [] } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue
    const includes = name.value === 'include'
    const value = given.find((argument) => argument.name.value === 'if')?.value
    if (value?.kind === Kind.BOOLEAN && value.value !== includes) return 'never'
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, includes })
  }
  return conditions
}

/** The composite type that a field returns. */
export const compositeOf = (type: Parameters<typeof getNamedType>[0]): GraphQLCompositeType | undefined => {
  const named = getNamedType(type)
  return named && isCompositeType(named) ? named : undefined
}
