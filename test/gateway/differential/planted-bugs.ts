import { execute } from '@pactwork/gateway/execute/execute'
import { ownMerging, type Merging } from '@pactwork/gateway/execute/merging'
import type { SubgraphAnswer } from '@pactwork/gateway/execute/subgraph-fetch'
import type { Tree } from '@pactwork/gateway/execute/tree'
import type { Execution } from './differential.ts'

const merging =
  (parts: Partial<Merging>): Execution =>
  (prepared, given) =>
    execute(prepared, { ...given, merging: { ...ownMerging, ...parts } })

const answering =
  (change: (answer: SubgraphAnswer) => SubgraphAnswer): Execution =>
  (prepared, { fetch, operation }) =>
    execute(prepared, {
      operation,
      fetch: async (request, of) => change(await fetch(request, of)),
    })

/** Mistakes that such an executor could make; the comparison has to find every one. */
export const plantedBugs: Record<string, Execution> = {
  'entities of different types with the same key are taken for one': merging({ distinct: untyped }),

  'two entities get each other’s answers': merging({
    distinct(places, represent) {
      const found = ownMerging.distinct(places, represent)
      const [one, other, ...others] = found.wanted

      return one && other ? { ...found, wanted: [other, one, ...others] } : found
    },
  }),

  'an answer takes the place of what was known instead of adding to it': merging({
    spread(answer, targets) {
      for (const { object } of targets) Object.assign(object, structuredClone(answer))
    },
  }),

  'a null in a list is left out': merging({
    spread: (answer, targets, covers) => ownMerging.spread(withoutNulls(answer), targets, covers),
  }),

  'an error is told of the next entity': answering((answer) => ({
    ...answer,
    ...(answer.errors && {
      errors: answer.errors.map((error) => {
        const [field, index, ...rest] = error.path ?? []
        return field === '_entities' && typeof index === 'number'
          ? { ...error, path: [field, index + 1, ...rest] }
          : error
      }),
    }),
  })),

  'only the first of equal entities gets the answer': merging({
    spread: (answer, targets, covers) => ownMerging.spread(answer, targets.slice(0, 1), covers),
  }),

  'equal entities share one answer, and what one gets later the others get, too': merging({
    spread(answer, targets) {
      for (const { object } of targets) mergedByReference(object, answer)
    },
  }),
}

function untyped<Place>(
  places: readonly Place[],
  represent: (place: Place) => Tree | undefined,
): ReturnType<typeof ownMerging.distinct<Place>> {
  const found = ownMerging.distinct(places, represent)
  const first = new Map<string, number>()
  for (const [index, { __typename: _, ...key }] of found.representations.entries()) {
    const same = first.get(JSON.stringify(key))
    if (same === undefined) first.set(JSON.stringify(key), index)
    else found.wanted[same]?.push(...(found.wanted[index] ?? []))
  }
  const kept = new Set(first.values())
  const only = <Item>(items: readonly Item[]): Item[] => items.filter((__, index) => kept.has(index))

  return {
    found: found.found,
    representations: only(found.representations),
    keys: only(found.keys),
    wanted: only(found.wanted),
  }
}

function withoutNulls<Value>(value: Value): Value
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value

  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutNulls(part)]))
}

function mergedByReference(target: object, source: object): void {
  for (const [key, value] of Object.entries(source)) {
    const known: unknown = Reflect.get(target, key)
    if (isObject(known) && isObject(value)) mergedByReference(known, value)
    else Reflect.set(target, key, value)
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
