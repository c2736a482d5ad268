import { createHash, randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'

/** The tenant of a caller, undefined where tokens have none. */
export type Tenant = string | undefined

/**
 * Names for what an answer was made of. Each has a value in Redis, its generation; an answer holds as long as every
 * generation it was fetched under is still the same. A generation is a random word, not a counter: one that Redis
 * has forgotten (evicted, expired, emptied) comes back as another word, so no answer of an earlier life is revived.
 */
export const generationKeys = (prefix: string) => ({
  /** Ended when events may have been missed. */
  all: `${prefix}generation:all`,
  /** Ended by events about objects of that type. */
  ofType: (tenant: Tenant, type: string) => `${prefix}generation:${namespace(tenant)}:type:${type}`,
  /** Ended by every mutation that this tenant sends to that subgraph through a gateway. */
  ofSubgraph: (tenant: Tenant, subgraph: string) =>
    `${prefix}generation:${namespace(tenant)}:subgraph:${subgraph}`,
})

const namespace = (tenant: Tenant): string => (tenant === undefined ? '-' : `=${encodeURIComponent(tenant)}`)

/** Longer than any answer is kept. */
const keptFor = 7 * 86_400

/** Ends everything that was fetched under these generations. */
export async function endGenerations(client: Redis, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => client.set(key, randomUUID(), 'EX', keptFor)))
}

/** The values of `entries`, and one word for the generations together, in one round trip once they exist. */
export async function readUnder(
  client: Redis,
  generations: readonly string[],
  entries: readonly string[],
): Promise<{ generation: string; values: (string | null)[] }> {
  const found = await client.mget([...generations, ...entries])
  const words = found.slice(0, generations.length)
  const known = words.includes(null) ? await begun(client, generations) : words

  return { generation: digest(known.join()), values: found.slice(generations.length) }
}

/** Begins the generations that are missing; of two gateways that do so at once one wins. */
async function begun(client: Redis, keys: readonly string[]): Promise<(string | null)[]> {
  const begins = keys.map((key) => client.set(key, randomUUID(), 'EX', keptFor, 'NX'))
  const [words] = await Promise.all([client.mget([...keys]), ...begins])
  if (words.includes(null)) throw new Error('a generation is lost as soon as it begins')

  return words
}

/** 128 bits of SHA-256 as text. */
export const digest = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 22)
