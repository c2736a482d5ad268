import {
  FetchFailed,
  type CachePolicy,
  type SubgraphAnswer,
  type SubgraphFetch,
  type SubgraphRequest,
} from '../execute/subgraph-fetch.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Operation } from '../operation.ts'
import { audienceOf, cacheKey } from './cache-key.ts'
import { entitiesOf, faultless, joined, representationsOf, type Found } from './entity-answers.ts'
import { endGenerations, generationKeys, readUnder } from './generations.ts'
import { pack, unpack } from './kept-answer.ts'
import { unavailable, type RedisPort } from './redis.ts'
import type { CacheSettings } from './settings.ts'

type Parts = {
  redis: RedisPort
  settings: Pick<CacheSettings, 'prefix' | 'mostSeconds' | 'mostBytes' | 'mostRepresentations'>
  /** Which supergraph is served at this moment: answers of another one do not count. */
  graphHash: () => string
  metrics: Metrics
}

/**
 * Keeps answers that may be kept (`request.cache`) in Redis and serves them again to whom they may be served: see
 * `audienceOf`. Entities are kept one by one, and only the missing ones are fetched. An answer with an error is never
 * kept, nor is one larger than `mostBytes`. Whatever Redis does, the fetch is at worst a plain one that waited
 * `commandMs` longer. A mutation ends what its tenant has from that subgraph before it is answered, so that whoever
 * changed something sees it.
 */
export function cachedFetch(fetch: SubgraphFetch, parts: Parts): SubgraphFetch {
  const { redis, settings, metrics } = parts
  const keys = generationKeys(settings.prefix)
  const ends = pendingEnds(redis)

  async function mutate(request: SubgraphRequest, operation: Operation): Promise<SubgraphAnswer> {
    try {
      return await fetch(request, operation)
    } finally {
      // Also after a failure: nobody knows then whether it was carried out.
      await ends.end(keys.ofSubgraph(operation.caller.user?.tenant, request.subgraph))
    }
  }

  async function query(
    request: SubgraphRequest,
    policy: CachePolicy,
    operation: Operation,
  ): Promise<SubgraphAnswer> {
    const audience = audienceOf(operation.caller, policy.scope)
    const representations = representationsOf(request)
    if (audience === undefined || (representations?.length ?? 1) > settings.mostRepresentations)
      return fetch(request, operation)

    const keyOf = (variables: unknown): string =>
      cacheKey(settings.prefix, parts.graphHash(), request, variables, audience, operation.forwarded)
    const { representations: _each, ...others } = request.variables
    const entries = representations
      ? representations.map((representation) => keyOf([others, representation]))
      : [keyOf(request.variables)]
    const tenant = operation.caller.user?.tenant
    const generations = [
      keys.all,
      keys.ofSubgraph(tenant, request.subgraph),
      ...policy.types.map((type) => keys.ofType(tenant, type)),
    ]

    const read = await redis.run(async (client) => {
      await ends.endBefore(client, generations)
      return readUnder(client, generations, entries)
    })
    if (read === unavailable) {
      metrics.cache('unavailable')
      return fetch(request, operation)
    }
    const found = entries.map((entry, index) => unpack(entry, read.generation, read.values[index] ?? null))
    for (const kept of found) metrics.cache(kept ? 'hit' : 'miss')
    operation.counts.cached += found.filter((kept) => kept !== undefined).length
    const keep = (entry: string, data: unknown): void =>
      store(parts, entry, pack(entry, read.generation, data, settings.mostBytes), policy)

    return representations
      ? entities(request, operation, { representations, entries, found, keep })
      : whole(request, operation, { entry: entries[0], kept: found[0], keep })
  }

  async function whole(
    request: SubgraphRequest,
    operation: Operation,
    { entry, kept, keep }: { entry: string | undefined; kept: Found[number]; keep: Keep },
  ): Promise<SubgraphAnswer> {
    if (kept && isRecord(kept.data)) return { data: kept.data }
    const answer = await fetch(request, operation)
    if (entry !== undefined && answer.data && !answer.errors?.length) keep(entry, answer.data)

    return answer
  }

  async function entities(
    request: SubgraphRequest,
    operation: Operation,
    { representations, entries, found, keep }: Looked,
  ): Promise<SubgraphAnswer> {
    const missing = [...found.keys()].filter((index) => found[index] === undefined)
    if (missing.length === 0) return joined(found, missing, { data: null })

    const variables = {
      ...request.variables,
      representations: missing.map((index) => representations[index]),
    }
    const isAll = missing.length === found.length
    const answer = await fetch(isAll ? request : { ...request, variables }, operation).catch(
      (error: unknown) => {
        if (isAll || !(error instanceof FetchFailed)) throw error
        return failedAnswer(error, operation)
      },
    )
    const fetched = entitiesOf(answer, missing.length)
    const right = faultless(answer, missing.length)
    for (const [place, index] of missing.entries()) {
      const entry = entries[index]
      if (fetched && right[place] && entry !== undefined) keep(entry, fetched[place])
    }

    return isAll ? answer : joined(found, missing, answer)
  }

  return async (request, operation) => {
    if (request.kind === 'mutation') return mutate(request, operation)
    return request.cache ? query(request, request.cache, operation) : fetch(request, operation)
  }
}

type Keep = (entry: string, data: unknown) => void
type Looked = { representations: readonly unknown[]; entries: readonly string[]; found: Found; keep: Keep }

/** Nobody waits for it: the answer goes out meanwhile. */
function store(
  { redis, settings, metrics }: Parts,
  entry: string,
  text: string | undefined,
  { maxAge }: CachePolicy,
): void {
  if (text === undefined) return
  const seconds = Math.min(maxAge, settings.mostSeconds)
  void redis
    .run((client) => client.set(entry, text, 'EX', seconds))
    .then((done) => metrics.cache(done === unavailable ? 'unavailable' : 'stored'))
}

/** Some entities are there and the others' subgraph does not answer: the former stand, the latter say so. */
const failedAnswer = ({ code, message }: FetchFailed, { caller }: Operation): SubgraphAnswer => ({
  data: null,
  errors: [{ message, extensions: { code, correlationId: caller.correlationId } }],
})

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

type Client = Parameters<Parameters<RedisPort['run']>[0]>[0]

/** Generations that this process has to end; those that Redis was not there for are ended before it is read again. */
function pendingEnds(redis: RedisPort) {
  const pending = new Set<string>()

  return {
    async end(key: string): Promise<void> {
      pending.add(key)
      const done = await redis.run((client) => endGenerations(client, [key]))
      if (done !== unavailable) pending.delete(key)
    },
    async endBefore(client: Client, keys: readonly string[]): Promise<void> {
      const due = keys.filter((key) => pending.has(key))
      if (due.length === 0) return
      await endGenerations(client, due)
      for (const key of due) pending.delete(key)
    },
  }
}
