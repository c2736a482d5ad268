import { Kind, parse, type GraphQLFormattedError } from 'graphql'
import type { SubgraphAnswer, SubgraphRequest } from '../execute/subgraph-fetch.ts'

/** The representations of a fetch of entities and of nothing else; undefined for other fetches. */
export function representationsOf({ document, variables }: SubgraphRequest): readonly unknown[] | undefined {
  const { representations } = variables

  return Array.isArray(representations) && asksEntities(document) ? representations : undefined
}

const known = new Map<string, boolean>()

function asksEntities(document: string): boolean {
  const found = known.get(document)
  if (found !== undefined) return found
  const operation = parse(document, { noLocation: true }).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  )
  const [field, ...others] = operation?.selectionSet.selections ?? []
  const asks =
    field?.kind === Kind.FIELD && field.name.value === '_entities' && !field.alias && others.length === 0
  // Documents are those of plans, of which there is a bounded number; a reload brings others.
  if (known.size >= 5_000) known.clear()
  known.set(document, asks)

  return asks
}

/** What was found for each representation; undefined where it has to be fetched. */
export type Found = readonly ({ data: unknown } | undefined)[]

/** The entities of an answer, one for each representation that was sent; undefined when they do not match. */
export function entitiesOf({ data }: SubgraphAnswer, sent: number): readonly unknown[] | undefined {
  const entities = data?.['_entities']

  return Array.isArray(entities) && entities.length === sent ? entities : undefined
}

/** Which of the entities sent came without any error; none when an error does not say which one it is about. */
export function faultless({ errors = [] }: SubgraphAnswer, sent: number): boolean[] {
  const about = errors.map(indexOf)
  const spoiled = new Set(about)

  return Array.from({ length: sent }, (_, index) => !spoiled.has(undefined) && !spoiled.has(index))
}

/** What was kept and what was fetched, in the order of the representations, as if all had been fetched. */
export function joined(found: Found, missing: readonly number[], answer: SubgraphAnswer): SubgraphAnswer {
  const fetched = entitiesOf(answer, missing.length) ?? []
  const entities = found.map((kept) => kept?.data ?? null)
  for (const [place, index] of missing.entries()) entities[index] = fetched[place] ?? null
  const errors = (answer.errors ?? []).flatMap((error) => moved(error, missing))

  return { data: { _entities: entities }, ...(errors.length > 0 && { errors }) }
}

/** An error of the n-th entity sent is one of the n-th missing; one of none of them concerns all that were sent. */
function moved(error: GraphQLFormattedError, missing: readonly number[]): GraphQLFormattedError[] {
  const index = indexOf(error)
  if (index === undefined || missing[index] === undefined)
    return missing.map((place) => ({ ...error, path: ['_entities', place] }))

  return [{ ...error, path: ['_entities', missing[index], ...(error.path ?? []).slice(2)] }]
}

function indexOf({ path }: GraphQLFormattedError): number | undefined {
  const index = path?.[0] === '_entities' ? path[1] : undefined

  return typeof index === 'number' ? index : undefined
}
