import { everyoneWith, user, wordsOf } from '@pactwork/contracts/audience'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { mayActFor } from './customer-authority.ts'
import type { FeedItem } from './feed.ts'
import type { Reading } from './graph-context.ts'

/** Whom the items of a feed concern, by the rights of now. */
export type Audience<Payload> = {
  /** Whether that is the one who reads. */
  includes(item: FeedItem<Payload>, reader: Reading): boolean | Promise<boolean>
  /** All of them in words, at least; asked once for everybody who follows the feed. */
  words(item: FeedItem<Payload>, reader: Reading): readonly string[] | Promise<readonly string[]>
}

const actingFor = `query UsersActingFor($customerId: ID!) { usersActingFor(customerId: $customerId) }`
const users = z.object({ usersActingFor: z.array(z.string()) })
/** By tenant and customer, and when it was asked, for a second: a burst of items about one customer is one question. */
const known = new LRUCache<string, { at: Date; words: Promise<readonly string[]> }>({
  max: 10_000,
  ttl: 1_000,
})

async function askWhoActsFor(customerId: string, { ports }: Pick<Reading, 'ports'>): Promise<string[]> {
  const { usersActingFor } = await ports.query('customer', actingFor, { customerId }, users)

  return [everyoneWith('customer:any'), ...usersActingFor.map(user)]
}

/** Those who may act for the customer of an item. */
export const thoseActingForItsCustomer: Audience<unknown> = {
  includes: async ({ customerId }, { authority }) => mayActFor(await authority(), customerId ?? ''),
  words({ customerId, occurredAt }, reader) {
    if (customerId === null) return [everyoneWith('customer:any')]
    const key = `${reader.actor.tenantId}/${customerId}`
    const before = known.get(key)
    // Not what was asked before it happened: somebody may have been given the right since.
    if (before && before.at > occurredAt) return before.words
    const asked = { at: reader.now(), words: askWhoActsFor(customerId, reader) }
    known.set(key, asked)
    asked.words.catch(() => known.delete(key))

    return asked.words
  },
}

/** Those who answer to a word. */
export const thoseNamed = <Payload>(named: (payload: Payload) => readonly string[]): Audience<Payload> => ({
  includes({ payload }, { actor }) {
    const words = new Set(wordsOf(actor))

    return named(payload).some((word) => words.has(word))
  },
  words: ({ payload }) => named(payload),
})
