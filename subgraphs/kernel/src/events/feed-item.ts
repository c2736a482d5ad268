/** One delivered entry of a feed. */
export type FeedItem<Payload = Record<string, unknown>> = {
  readonly kind: 'item'
  /** Opaque: hand it back as `after` to go on behind this item. */
  readonly cursor: string
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
export type FeedGap = {
  readonly kind: 'gap'
  readonly reason: GapReason
  /** Continues where this subscription continues. */
  readonly cursor: string
}

/** Equality on what a feed's rows carry; nothing given means everything of the tenant. */
export type Narrowing = {
  readonly subject?: string | undefined
  readonly customerId?: string | undefined
  readonly queue?: string | undefined
  /** By names of the payload: the only word wanted there, or all those that are; of a list one has to be. */
  readonly payload?: Readonly<Record<string, string | readonly string[] | null | undefined>> | undefined
}

/** A row as it stands in `feed_item`. */
export type StoredItem = Omit<FeedItem<unknown>, 'kind' | 'cursor'>

/** What is wanted of payloads: by name the words that will do. Equal wishes are equal, whatever their order. */
export const wantedOf = ({ payload = {} }: Narrowing): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    Object.entries(payload).flatMap(([name, wanted]) =>
      wanted == null ? [] : [[name, [...new Set([wanted].flat())].toSorted()]],
    ),
  )

/** Whether a row belongs to what was asked for; the same as `readItems` asks of the database. */
export const matches = (row: StoredItem, filter: Narrowing): boolean =>
  (filter.subject === undefined || row.subject === filter.subject) &&
  (filter.customerId === undefined || row.customerId === filter.customerId) &&
  (filter.queue === undefined || row.queue === filter.queue) &&
  Object.entries(wantedOf(filter)).every(([name, wanted]) => {
    const words = wordsOf(row.payload, name)

    return wanted.some((word) => words.includes(word))
  })

const wordsOf = (payload: unknown, name: string): unknown[] => {
  const value: unknown =
    payload && typeof payload === 'object' ? Object.getOwnPropertyDescriptor(payload, name)?.value : undefined

  return typeof value === 'string' || Array.isArray(value) ? [value].flat() : []
}
