import type { Place } from './feed-cursor.ts'

/** A place in a feed and how it is told. */
export type Placed = {
  /** Opaque: hand it back as `after` to go on from here. */
  readonly cursor: string
  /** The same in plain, to be compared; never told outside. */
  readonly place: Place
}

/** One delivered entry of a feed. */
export type FeedItem<Payload = Record<string, unknown>> = Placed & {
  readonly kind: 'item'
  readonly position: number
  readonly sourceEventId: string
  /** Of what caused it: the same in every log line, audit entry and event of the cause. */
  readonly correlationId: string
  readonly subject: string
  readonly customerId: string | null
  readonly queue: string | null
  readonly occurredAt: Date
  readonly payload: Payload
}

/**
 * Why a cursor cannot be served. NEW_EPOCH: the feed was begun anew. TRIMMED: the items after the cursor are no
 * longer kept. OTHER_FILTER: it was given out for another filter of this feed. FORGED: it was not given out for this
 * tenant and feed, or was changed on its way.
 */
export type GapReason = 'TRIMMED' | 'NEW_EPOCH' | 'OTHER_FILTER' | 'FORGED'

/** Said instead of silence when items between the cursor and the next item cannot be delivered any more. */
export type FeedGap = Placed & { readonly kind: 'gap'; readonly reason: GapReason }

/** Equality on what a feed's rows carry; nothing given means everything of the tenant. */
export type Narrowing = {
  readonly subject?: string | undefined
  readonly customerId?: string | undefined
  readonly queue?: string | undefined
  /** By names of the payload: the only word wanted there, or all those that are; of a list one has to be. */
  readonly payload?: Readonly<Record<string, string | readonly string[] | null | undefined>> | undefined
}

/** A row as it stands in `feed_item`. */
export type StoredItem = Omit<FeedItem<unknown>, 'kind' | 'cursor' | 'place'>

/** What is wanted of payloads: by name the words that will do. Equal wishes are equal, whatever their order. */
export const wantedOf = ({ payload = {} }: Narrowing): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(payload).flatMap(([name, wanted]) =>
      wanted == null ? [] : [[name, [...new Set([wanted].flat())].toSorted()]],
    ),
  )

const columns = ['subject', 'customerId', 'queue'] as const

/** What a row is about: the words of its columns and, by these names, of its payload, each behind its name. */
export const tagsOf = ({ payload, ...row }: StoredItem, names: readonly string[]): string[] => [
  ...columns.flatMap((name) => (row[name] === null ? [] : `${name}:${row[name]}`)),
  ...names.flatMap((name) => wordsOf(payload, name).map((word) => tag(name, word))),
]

/** What has to be among the tags of a row that is asked for: one of each list. */
export const interestOf = (filter: Narrowing): string[][] => [
  ...columns.flatMap((name) => (filter[name] === undefined ? [] : [[`${name}:${filter[name]}`]])),
  ...Object.entries(wantedOf(filter)).map(([name, wanted]) => wanted.map((word) => tag(name, word))),
]

/** Whether a row belongs to what was asked for; the same as `readItems` asks of the database. */
export const matches = (row: StoredItem, filter: Narrowing): boolean => {
  const tags = new Set(tagsOf(row, Object.keys(filter.payload ?? {})))

  return interestOf(filter).every((some) => some.some((one) => tags.has(one)))
}

const tag = (name: string, word: string): string => `payload.${name}:${word}`

const wordsOf = (payload: unknown, name: string): string[] => {
  const value: unknown =
    payload && typeof payload === 'object' ? Object.getOwnPropertyDescriptor(payload, name)?.value : undefined

  return [value].flat().filter((word) => typeof word === 'string')
}
