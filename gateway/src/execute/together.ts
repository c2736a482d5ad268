import type { GraphQLFormattedError } from 'graphql'
import { FetchFailed, type SubgraphAnswer } from './subgraph-fetch.ts'
import { copied, type Tree } from './tree.ts'

/** Distinct representations, each with the text that tells it from the others. */
export type Wanted = { representations: readonly Tree[]; keys: readonly string[] }

type Answer = SubgraphAnswer | FetchFailed
type Call = (representations: readonly Tree[]) => Promise<Answer>

/**
 * Fetches of one operation that ask the same of entities (the same `subject`) and begin in the same turn are one call.
 * Each gets the part of the answer that it asked for, as if it had asked alone.
 */
export function callsTogether() {
  const waiting = new Map<string, { wishes: Wanted[]; parts: Promise<Answer[]> }>()

  return async (subject: string, wanted: Wanted, call: Call): Promise<Answer> => {
    const others = waiting.get(subject)
    if (others) {
      const place = others.wishes.push(wanted) - 1
      return part(await others.parts, place)
    }
    const wishes = [wanted]
    const parts = Promise.resolve().then(() => {
      waiting.delete(subject)
      return together(wishes, call)
    })
    waiting.set(subject, { wishes, parts })

    return part(await parts, 0)
  }
}

export type CallTogether = ReturnType<typeof callsTogether>

const part = (parts: readonly Answer[], place: number): Answer =>
  parts[place] ?? { data: null, errors: [{ message: 'An answer has no part for one who asked.' }] }

async function together(wishes: readonly Wanted[], call: Call): Promise<Answer[]> {
  const [only, ...more] = wishes
  if (only && more.length === 0) return [await call(only.representations)]

  const places = new Map<string, number>()
  const representations: Tree[] = []
  for (const { keys, representations: each } of wishes)
    for (const [index, representation] of each.entries()) {
      const key = keys[index] ?? ''
      if (places.has(key)) continue
      places.set(key, representations.length)
      representations.push(representation)
    }
  const answer = await call(representations)
  if (answer instanceof FetchFailed) return wishes.map(() => answer)

  const given = new Set<number>()
  return wishes.map(({ keys }) =>
    partOf(
      answer,
      keys.map((key) => places.get(key) ?? -1),
      given,
    ),
  )
}

/** The entities at these places, and the errors that belong to them; whoever comes second gets copies. */
function partOf(
  { data, errors }: SubgraphAnswer,
  places: readonly number[],
  given: Set<number>,
): SubgraphAnswer {
  const entities = data?.['_entities']
  const mine = errors?.flatMap((error) => errorFor(error, places))

  return {
    data: Array.isArray(entities)
      ? {
          _entities: places.map((place) => {
            const entity: unknown = entities[place]
            if (given.has(place)) return copied(entity)
            given.add(place)
            return entity
          }),
        }
      : null,
    ...(mine && mine.length > 0 && { errors: mine }),
  }
}

function errorFor(error: GraphQLFormattedError, places: readonly number[]): GraphQLFormattedError[] {
  const [field, index, ...rest] = error.path ?? []
  if (field !== '_entities' || typeof index !== 'number') return [error]
  const place = places.indexOf(index)

  return place === -1 ? [] : [{ ...error, path: [field, place, ...rest] }]
}
