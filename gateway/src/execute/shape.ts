import {
  getNamedType,
  GraphQLString,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  Kind,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import { sourceKey } from '../plan/source-keys.ts'

type Structured = GraphQLObjectType | GraphQLInterfaceType

/** One key of an object in the answer. */
export type ShapeField = {
  /** As the client named it. */
  key: string
  /** As it is named in what subgraphs answered. */
  source: string
  kind: 'typename' | 'introspection' | 'forbidden' | 'value'
  type: GraphQLOutputType
  nested: Shape | undefined
}

/** What a client selected of a place in the answer, by the type that is found there. */
export type Shape = {
  /** An interface stands for an object of which nothing was asked that its own type decides. */
  fieldsOf(type: Structured): readonly ShapeField[]
  /** Whether what was asked of an interface depends on the type that is found. */
  needsType(type: GraphQLInterfaceType): boolean
  /** The shape under a key, whatever the type: for the paths of errors. */
  under(key: string): Shape | 'leaf' | undefined
}

export type ShapeParts = {
  schema: GraphQLSchema
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** `Type.field` that this caller may not see. */
  forbidden: ReadonlySet<string>
}

/** The shape of selection sets that are read together. Fields of a type are collected when it is first met. */
export function shapeOf(parts: ShapeParts, sets: readonly SelectionSetNode[]): Shape {
  const byType = new Map<string, readonly ShapeField[]>()
  const decided = new Map<string, boolean>()
  let keys: Map<string, Shape | 'leaf'> | undefined

  return {
    fieldsOf(type) {
      const known = byType.get(type.name)
      if (known) return known
      const fields = collect(parts, sets, type)
      byType.set(type.name, fields)

      return fields
    },
    needsType(type) {
      const known = decided.get(type.name) ?? dependsOnType(parts, sets, type)
      decided.set(type.name, known)

      return known
    },
    under(key) {
      keys ??= allKeys(parts, sets)
      return keys.get(key)
    },
  }
}

function collect(
  parts: ShapeParts,
  sets: readonly SelectionSetNode[],
  type: Structured,
): readonly ShapeField[] {
  const nodes = new Map<string, FieldNode[]>()
  visitFields(
    parts,
    sets,
    (condition) => covers(parts.schema, condition, type),
    (node) => {
      const key = node.alias?.value ?? node.name.value
      const others = nodes.get(key)
      if (others) others.push(node)
      else nodes.set(key, [node])
    },
  )

  return [...nodes].flatMap(([key, [first, ...others]]) => {
    const field = first && fieldOf(parts, type, key, [first, ...others])
    return field ? [field] : []
  })
}

/** Whether any of an interface's types has selections that the interface itself has not, or is asked for its name. */
function dependsOnType(
  parts: ShapeParts,
  sets: readonly SelectionSetNode[],
  type: GraphQLInterfaceType,
): boolean {
  const visited = (of: Structured): number => {
    let count = 0
    visitFields(
      parts,
      sets,
      (condition) => covers(parts.schema, condition, of),
      (node) => {
        count += node.name.value === '__typename' ? Number.POSITIVE_INFINITY : 1
      },
    )
    return count
  }
  const always = visited(type)

  return (
    always === Number.POSITIVE_INFINITY ||
    parts.schema.getPossibleTypes(type).some((object) => visited(object) > always)
  )
}

function fieldOf(
  parts: ShapeParts,
  type: Structured,
  key: string,
  nodes: [FieldNode, ...FieldNode[]],
): ShapeField | undefined {
  const [node] = nodes
  const name = node.name.value
  const fieldType = typeOf(type, name)
  if (!fieldType) return undefined
  const nested = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])

  return {
    key,
    source: sourceKey(node),
    kind:
      name === '__typename'
        ? 'typename'
        : name.startsWith('__')
          ? 'introspection'
          : isForbidden(parts, type, name)
            ? 'forbidden'
            : 'value',
    type: fieldType,
    nested: isCompositeType(getNamedType(fieldType)) ? shapeOf(parts, nested) : undefined,
  }
}

/** A field of an object whose type nobody was asked for is forbidden if it is for any type that it may be. */
const isForbidden = ({ schema, forbidden }: ShapeParts, type: Structured, name: string): boolean =>
  forbidden.size > 0 &&
  (forbidden.has(`${type.name}.${name}`) ||
    (isInterfaceType(type) &&
      schema.getPossibleTypes(type).some((object) => forbidden.has(`${object.name}.${name}`))))

/** Of introspection fields the type does not matter: their values are found ready. */
const typeOf = (type: Structured, name: string): GraphQLOutputType | undefined =>
  name.startsWith('__') ? GraphQLString : type.getFields()[name]?.type

function allKeys(parts: ShapeParts, sets: readonly SelectionSetNode[]): Map<string, Shape | 'leaf'> {
  const nodes = new Map<string, SelectionSetNode[]>()
  visitFields(
    parts,
    sets,
    () => true,
    (node) => {
      const key = node.alias?.value ?? node.name.value
      const others = nodes.get(key) ?? []
      if (node.selectionSet) others.push(node.selectionSet)
      nodes.set(key, others)
    },
  )

  return new Map(
    [...nodes].map(([key, nested]) => [key, nested.length > 0 ? shapeOf(parts, nested) : 'leaf']),
  )
}

/** Every field of the sets, those in fragments whose condition holds included; a fragment is entered once. */
function visitFields(
  { schema, fragments }: ShapeParts,
  sets: readonly SelectionSetNode[],
  holds: (condition: GraphQLNamedType) => boolean,
  visit: (node: FieldNode) => void,
): void {
  const entered = new Set<string>()
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        visit(selection)
        continue
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      if (!fragment) continue
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (entered.has(selection.name.value)) continue
        entered.add(selection.name.value)
      }
      const condition = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition)
      if (!fragment.typeCondition || (condition && holds(condition))) walk(fragment.selectionSet)
    }
  }
  for (const set of sets) walk(set)
}

const covers = (schema: GraphQLSchema, condition: GraphQLNamedType, type: Structured): boolean =>
  condition.name === type.name || (isAbstractType(condition) && schema.isSubType(condition, type))
