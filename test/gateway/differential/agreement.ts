import { mostTold } from '@pactwork/gateway/execute/fetch-errors'
import type { GraphQLFormattedError } from 'graphql'

export type ResponsePath = readonly (string | number)[]
export type Answer = {
  data?: unknown
  errors?: readonly Pick<GraphQLFormattedError, 'path' | 'message'>[] | undefined
}
/** What the monolith knows of an operation beyond its answer. */
export type Truth = {
  /** The paths of all errors that it can come upon. */
  everyError: ReadonlySet<string>
  /** Whether a message is of a field that is fetched for @requires. */
  isOfRequired(message: string): boolean
  /** Whether a message is that a field fails of the object which holds this place, or of something beneath it. */
  isOfThingThere(message: string, path: ResponsePath): boolean
}

export const pathKey = (path: ResponsePath): string => JSON.stringify(path)

/**
 * Undefined where both answers are the same; else what is different. The data is compared as text, the order of its
 * keys included. Of errors the paths are, with the four freedoms that there are.
 *
 * The one that GraphQL leaves (6.4.4 "Handling Field Errors"): when several fields make the same place null,
 * any one of their errors may be the one that is told. So errors are told apart by where they stand: at the null
 * they explain, or somewhere beneath one. Those at a null must be the same, place by place and once each. Beneath a
 * null it is enough that either side tells one, and that each it tells is a real one.
 *
 * The one of federation: a field that is fetched for @requires alone has no place in the answer. If it fails, that may
 * be told at the object it belongs to; the monolith has nothing to tell there.
 *
 * The one of interface objects: a subgraph that knows an interface as an object is asked for the fields of all types
 * alike. One that was selected of another type only may fail there, and if it may not be null, what it takes with it
 * is null and says so; the monolith was not asked for it.
 *
 * The one of ours: what failed once and is missing at more than a thousand places is told at that many.
 */
export function disagreement(whole: Answer, actual: Answer, truth: Truth): string | undefined {
  const { everyError, isOfRequired } = truth
  const overAsked = (actual.errors ?? []).filter((error) => isOverAsked(error, whole, actual, truth))
  const expected = overAsked.reduce(withoutPlace, whole)
  const wanted = JSON.stringify(expected.data)
  const given = JSON.stringify(actual.data)
  if (wanted !== given) return `data\n  expected ${wanted}\n  actual   ${given}`

  const should = placed(expected)
  const does = placed({
    data: actual.data,
    errors: actual.errors?.filter(
      (error) =>
        !overAsked.includes(error) &&
        (everyError.has(pathKey(error.path ?? [])) || !isOfRequired(error.message)),
    ),
  })
  for (const kind of ['at', 'beneath'] as const) {
    const [one, other] = [should[kind].toSorted(), does[kind].toSorted()]
    if (does.all.length >= mostTold && new Set(one).isSupersetOf(new Set(other))) continue
    if (JSON.stringify(one) !== JSON.stringify(other))
      return `errors ${kind} nulls\n  expected ${one.join(' ')}\n  actual   ${other.join(' ')}`
  }
  const invented = does.all.filter((path) => !everyError.has(path))
  if (invented.length > 0) return `errors that no field has: ${invented.join(' ')}`
  if (new Set(does.all).size < does.all.length) return `an error told twice: ${does.all.join(' ')}`

  return undefined
}

type Told = NonNullable<Answer['errors']>[number]

/** Whether a field that may not be null is, or fails, and makes null what the monolith has a value for. */
const isOverAsked = ({ path = [], message }: Told, whole: Answer, actual: Answer, truth: Truth): boolean =>
  (message.startsWith('Cannot return null for non-nullable field') || truth.isOfThingThere(message, path)) &&
  !truth.everyError.has(pathKey(path)) &&
  valueAt(whole.data, path) != null &&
  valueAt(actual.data, path) == null

/** The same with nothing at a place, nor errors beneath it. */
const withoutPlace = ({ data, errors = [] }: Answer, { path = [] }: Told): Answer => ({
  data: nulled(data, path),
  errors: errors.filter((error) => !path.every((key, index) => error.path?.[index] === key)),
})

const nulled = (value: unknown, [key, ...rest]: ResponsePath): unknown => {
  if (key === undefined) return null
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? nulled(item, rest) : item))

  return Object.fromEntries(
    Object.entries(value ?? {}).map(([name, part]) => [name, name === key ? nulled(part, rest) : part]),
  )
}

const valueAt = (value: unknown, path: ResponsePath): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  )

type Placed = { all: string[]; at: string[]; beneath: string[] }

function placed({ data, errors = [] }: Answer): Placed {
  const result: Placed = { all: [], at: [], beneath: [] }
  const beneath = new Set<string>()
  for (const { path = [] } of errors) {
    result.all.push(pathKey(path))
    const place = firstNull(data, path)
    if (place === undefined || place.length === path.length) result.at.push(pathKey(path))
    else beneath.add(pathKey(place))
  }

  return { ...result, beneath: [...beneath] }
}

/** The first place on the way that is null; undefined where the path ends at a value, which no error explains. */
function firstNull(data: unknown, path: ResponsePath): ResponsePath | undefined {
  let value = data
  for (let length = 0; length <= path.length; length += 1) {
    if (value === null) return path.slice(0, length)
    const key = path[length]
    if (key === undefined || typeof value !== 'object' || value === undefined) return undefined
    value = Reflect.get(value, key)
  }

  return undefined
}
