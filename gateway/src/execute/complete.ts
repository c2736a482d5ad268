import {
  GraphQLInt,
  GraphQLString,
  GraphQLID,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import type { Shape, ShapeField } from './shape.ts'
import { isTree, type Path, type Tree } from './tree.ts'

/** What went wrong with a value while it was completed. */
export type Complaint = {
  kind: 'missing' | 'invalid' | 'forbidden'
  path: Path
  /** What it should have been. */
  what: string
}

export type Completion = {
  schema: GraphQLSchema
  /** Object types that this caller may not see. */
  hidden: ReadonlySet<string>
  /** The answers to `__schema` and `__type`, by the client's key. */
  introspection: Tree
  /** What went wrong is added, in the order of the answer. */
  complaints: Complaint[]
}

/** A null that must not be one, on its way up to the next nullable place. */
const gone = Symbol('gone')
type Completed = unknown

/**
 * Merged answers → the result as the client selected it, by GraphQL's rules: keys in the order of the selection,
 * values coerced, nulls carried up to the next nullable place. Null where that is the root.
 */
export function complete(
  completion: Completion,
  root: GraphQLObjectType,
  shape: Shape,
  data: Tree,
): Record<string, unknown> | null {
  const result = completeObject(completion, root, shape, data, undefined)
  return isTree(result) ? result : null
}

function completeObject(
  completion: Completion,
  type: GraphQLObjectType | GraphQLInterfaceType,
  shape: Shape,
  value: Tree,
  path: Path | undefined,
): Completed {
  const result: Record<string, unknown> = {}
  const { complaints } = completion
  const first = complaints.length
  for (const field of shape.fieldsOf(type)) {
    const before = complaints.length
    const completed = completeField(completion, type, field, value, path)
    if (completed === gone) {
      withdraw(complaints, first, before)
      return gone
    }
    if (field.key === '__proto__')
      Object.defineProperty(result, field.key, {
        value: completed,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    else result[field.key] = completed
  }

  return result
}

function completeField(
  completion: Completion,
  type: GraphQLObjectType | GraphQLInterfaceType,
  field: ShapeField,
  value: Tree,
  path: Path | undefined,
): Completed {
  switch (field.kind) {
    case 'typename':
      return type.name
    case 'introspection':
      return completion.introspection[field.key] ?? null
    case 'forbidden':
      completion.complaints.push({
        kind: 'forbidden',
        path: { parent: path, key: field.source },
        what: field.key,
      })
      return isNonNullType(field.type) ? gone : null
    case 'value':
      return completeValue(completion, field.type, field.nested, value[field.source], path, field.source)
  }
}

function completeValue(
  completion: Completion,
  type: GraphQLOutputType,
  shape: Shape | undefined,
  value: unknown,
  parent: Path | undefined,
  key: string | number,
): Completed {
  if (isNonNullType(type)) {
    const completed = completeNullable(completion, type.ofType, shape, value, parent, key)
    if (completed !== null) return completed
    completion.complaints.push({ kind: 'missing', path: { parent, key }, what: String(type) })
    return gone
  }
  const completed = completeNullable(completion, type, shape, value, parent, key)

  return completed === gone ? null : completed
}

/** Null for a null of any origin; `gone` is never answered. */
function completeNullable(
  completion: Completion,
  type: GraphQLOutputType,
  shape: Shape | undefined,
  value: unknown,
  parent: Path | undefined,
  key: string | number,
): Completed {
  if (value === null || value === undefined) return null
  if (isListType(type)) return completeList(completion, type.ofType, shape, value, { parent, key })
  if (isNonNullType(type)) throw new TypeError('A non-null type is never within another.')
  if (isLeafType(type)) return completeLeaf(completion, type, value, parent, key)

  return completeComposite(completion, type, shape, value, { parent, key })
}

function completeList(
  completion: Completion,
  itemType: GraphQLOutputType,
  shape: Shape | undefined,
  value: unknown,
  path: Path,
): Completed {
  if (!Array.isArray(value)) {
    completion.complaints.push({ kind: 'invalid', path, what: 'a list' })
    return null
  }
  const items: unknown[] = []
  const { complaints } = completion
  const first = complaints.length
  for (let index = 0; index < value.length; index += 1) {
    const before = complaints.length
    const item = completeValue(completion, itemType, shape, value[index], path, index)
    if (item === gone) {
      withdraw(complaints, first, before)
      return null
    }
    items.push(item)
  }

  return items
}

/** What was missing in a part that is gone with another is nobody's concern; it may only be that it was not asked for. */
function withdraw(complaints: Complaint[], from: number, to: number): void {
  if (from < to)
    complaints.splice(from, to - from, ...complaints.slice(from, to).filter(({ kind }) => kind !== 'missing'))
}

function completeComposite(
  completion: Completion,
  declared: GraphQLNamedOutputType,
  shape: Shape | undefined,
  value: unknown,
  path: Path,
): Completed {
  if (!isTree(value) || !shape) {
    completion.complaints.push({ kind: 'invalid', path, what: 'an object' })
    return null
  }
  const type = runtimeType(completion.schema, declared, value['__typename'], shape)
  if (!type) return null
  if (isHidden(completion, type)) {
    completion.complaints.push({ kind: 'forbidden', path, what: type.name })
    return null
  }
  const completed = completeObject(completion, type, shape, value, path)

  return completed === gone ? null : completed
}

/**
 * A type that clients do not know (`@inaccessible`) is as if there were nothing. A subgraph that knows an interface as
 * an object gives no type; where nothing depends on it, the plan asks nobody else, and the interface will do.
 */
function runtimeType(
  schema: GraphQLSchema,
  declared: GraphQLNamedOutputType,
  typename: unknown,
  shape: Shape,
): GraphQLObjectType | GraphQLInterfaceType | undefined {
  if (isObjectType(declared)) return declared
  if (typename === undefined || typename === declared.name)
    return isInterfaceType(declared) && !shape.needsType(declared) ? declared : undefined
  const type = typeof typename === 'string' ? schema.getType(typename) : undefined

  return isObjectType(type) && isAbstractType(declared) && schema.isSubType(declared, type) ? type : undefined
}

/** An object whose type nobody was asked for may be of any that its interface covers. */
const isHidden = ({ schema, hidden }: Completion, type: GraphQLObjectType | GraphQLInterfaceType): boolean =>
  hidden.size > 0 &&
  (isObjectType(type)
    ? hidden.has(type.name)
    : schema.getPossibleTypes(type).some((object) => hidden.has(object.name)))

function completeLeaf(
  completion: Completion,
  type: GraphQLLeafType,
  value: unknown,
  parent: Path | undefined,
  key: string | number,
): Completed {
  if (typeof value === 'string' && (type === GraphQLString || type === GraphQLID)) return value
  if (isEnumType(type)) {
    if (typeof value === 'string' && type.getValue(value)) return value
  } else {
    try {
      return type.serialize(value) ?? null
    } catch {
      // Told below.
    }
  }
  completion.complaints.push({
    kind: 'invalid',
    path: { parent, key },
    what: type === GraphQLInt ? 'an Int' : type.name,
  })

  return null
}
