import {
  getNamedType,
  GraphQLError,
  isAbstractType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import type { Planned } from '../plan/prepare.ts'
import { clientKey } from '../plan/source-keys.ts'
import { missingFor } from './absences.ts'
import type { Complaint } from './complete.ts'
import type { Located, Run } from './run.ts'
import type { Shape, ShapeField } from './shape.ts'
import { isTree, pathToArray, type Path, type Tree } from './tree.ts'

/** What the client selected, and what came. */
type View = { schema: GraphQLSchema; root: GraphQLObjectType; shape: Shape; data: Tree }

/**
 * The errors of a run as clients are told them: at paths of the client's own keys, each once. A null that nobody
 * explained gets an error of its own; one that lies above a known error does not.
 */
export function errorList(
  run: Run,
  { graph, root, shape }: Pick<Planned, 'graph' | 'root' | 'shape'>,
  complaints: readonly Complaint[],
): GraphQLError[] {
  const view: View = { schema: graph.schema, root, shape, data: run.data }
  const known = run.absences.length > 0 ? [...run.errors, ...missingFor(run)] : run.errors

  return once([
    ...known.filter((error) => isTold(error, view)).flatMap((error) => telling(error, view)),
    ...unexplained(complaints, known, view).map((complaint) => ({
      error: complained(complaint),
      ofField: true,
    })),
  ])
}

/** Without what is missing for a known reason, or above what is. */
function unexplained(
  complaints: readonly Complaint[],
  known: readonly Located[],
  view: View,
): readonly Complaint[] {
  if (!complaints.some(({ kind }) => kind === 'missing')) return complaints
  const explained = explainedBy(known.filter((error) => visible(pathToArray(error.path), view)))
  const lost = lostBy(known)

  return complaints.filter(({ kind, path }) => {
    if (kind !== 'missing') return true
    if (explained.has(keyOf(pathToArray(path))) || isWithin(path, lost)) return false
    explain(explained, pathToArray(path))
    return true
  })
}

const keyOf = (path: readonly (string | number)[]): string => JSON.stringify(path)

/** All places at or above which an error is known. */
function explainedBy(errors: readonly Located[]): Set<string> {
  const places = new Set<string>()
  for (const { path } of errors) explain(places, pathToArray(path))

  return places
}

/** The places that subgraphs made null for an error below them. */
const lostBy = (errors: readonly Located[]): Set<string> =>
  new Set(errors.flatMap((error) => (error.lost ? [keyOf(pathToArray(error.lost))] : [])))

function isWithin(path: Path, places: ReadonlySet<string>): boolean {
  if (places.size === 0) return false
  for (let at: Path | undefined = path; at; at = at.parent)
    if (places.has(keyOf(pathToArray(at)))) return true

  return false
}

function explain(places: Set<string>, path: readonly (string | number)[]): void {
  for (let length = path.length; length >= 0; length -= 1) places.add(keyOf(path.slice(0, length)))
}

function complained({ kind, path, what }: Complaint): GraphQLError {
  const at = pathToArray(path).map((key) => (typeof key === 'string' ? clientKey(key) : key))
  switch (kind) {
    case 'forbidden':
      return new GraphQLError('You may not see this.', { path: at, extensions: { code: 'FORBIDDEN' } })
    case 'missing':
      return new GraphQLError('Cannot return null for a non-nullable field.', {
        path: at,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      })
    case 'invalid':
      return new GraphQLError(`What came is not ${what}.`, {
        path: at,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      })
  }
}

/** What another error took with it is told where that one is of nothing that the client selected. */
const isTold = ({ silent, cause }: Located, view: View): boolean =>
  !silent && !(cause && visible(pathToArray(cause.path), view))

/** An error, and whether its path leads to the very field that failed. */
type Told = { error: GraphQLError; ofField: boolean }

function telling({ path, message, extensions }: Located, view: View): Told[] {
  const whole = pathToArray(path)
  const at = visible(whole, view)
  if (!at) return []
  const error = new GraphQLError(message, {
    ...(at.length > 0 && { path: at }),
    ...(extensions && { extensions }),
  })

  return [{ error, ofField: at.length > 0 && at.length === whole.length }]
}

/**
 * A path in the client's keys, up to what the client selected: a field that only the plan needs is not shown, and is
 * told at its object. Undefined for what the client selected of other types than the one that is there, or may be
 * there: a subgraph that knows an interface as an object is asked for the fields of all of them. If such a field made
 * something null that the client did select, it is told there.
 */
function visible(path: readonly (string | number)[], view: View): (string | number)[] | undefined {
  const seen: (string | number)[] = []
  let shape: Shape | 'leaf' | undefined = view.shape
  /** The shape for the types that are really there, as far as they are known. */
  let exact: Shape | 'leaf' | undefined = view.shape
  let declared: GraphQLNamedType | undefined = view.root
  let value: unknown = view.data
  let toNull: number | undefined
  const notSelected = () => (toNull === undefined ? undefined : seen.slice(0, toNull))
  for (const element of path) {
    if (typeof element === 'string') {
      const key = clientKey(element)
      shape = below(shape, key)
      if (shape === undefined) break
      const type = objectType(view.schema, declared, value)
      const field: ShapeField | undefined = type && fieldAt(exact, type, element)
      if (type ? !field : isOfSomeOnly(view.schema, declared, value, exact, element)) return notSelected()
      declared = field && getNamedType(field.type)
      exact = field ? (field.nested ?? 'leaf') : below(exact, key)
      if (exact === undefined) return notSelected()
      seen.push(key)
    } else seen.push(element)
    value = valueAt(value, element)
    if (value === null) toNull ??= seen.length
  }

  return seen
}

const below = (shape: Shape | 'leaf' | undefined, key: string): Shape | 'leaf' | undefined =>
  shape === 'leaf' ? undefined : shape?.under(key)

const fieldAt = (
  shape: Shape | 'leaf' | undefined,
  type: GraphQLObjectType,
  source: string,
): ShapeField | undefined =>
  shape === 'leaf' ? undefined : shape?.fieldsOf(type).find((field) => field.source === source)

/**
 * Whether a field came of an object without its type, and is selected of some types only: then it came from a subgraph
 * that knows an interface as an object, and nobody knows whether it was asked for.
 */
const isOfSomeOnly = (
  schema: GraphQLSchema,
  declared: GraphQLNamedType | undefined,
  value: unknown,
  shape: Shape | 'leaf' | undefined,
  source: string,
): boolean =>
  isTree(value) &&
  value[source] !== undefined &&
  isAbstractType(declared) &&
  schema.getPossibleTypes(declared).some((type) => !fieldAt(shape, type, source))

const valueAt = (value: unknown, key: string | number): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

function objectType(
  schema: GraphQLSchema,
  declared: GraphQLNamedType | undefined,
  value: unknown,
): GraphQLObjectType | undefined {
  if (isObjectType(declared)) return declared
  const name = valueAt(value, '__typename')
  const type = typeof name === 'string' ? schema.getType(name) : undefined

  return isObjectType(type) ? type : undefined
}

/** A field that failed says so once, however many fetches asked for it; an object may tell of several other fields. */
function once(errors: readonly Told[]): GraphQLError[] {
  const known = new Set<string>()
  const fresh = errors.filter(({ error: { path = [], message }, ofField }) => {
    const key = ofField ? keyOf(path) : `${keyOf(path)} ${message}`
    return known.has(key) ? false : known.add(key)
  })

  return fresh.map(({ error }) => error)
}
