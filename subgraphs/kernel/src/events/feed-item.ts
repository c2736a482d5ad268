/** One delivered entry of a feed. */
export type FeedItem<Payload = Record<string, unknown>> = {
  readonly kind: 'item'
  /** Opaque: hand it back as `after` to go on behind this item. */
  readonly cursor: string
  readonly position: number
  readonly sourceEventId: string
  readonly subject: string
  readonly customerId: string | null
  readonly queue: string | null
  readonly occurredAt: Date
  readonly payload: Payload
}

/** Said instead of silence when items between the cursor and the next item cannot be delivered any more. */
export type FeedGap = {
  readonly kind: 'gap'
  /** NEW_EPOCH: the feed was begun anew. TRIMMED: the items after the cursor are no longer kept. */
  readonly reason: 'NEW_EPOCH' | 'TRIMMED'
  /** Continues where this subscription continues. */
  readonly cursor: string
}

/** Equality on what a feed's rows carry; nothing given means everything of the tenant. */
export type Narrowing = {
  readonly subject?: string | undefined
  readonly customerId?: string | undefined
  readonly queue?: string | undefined
}

/** A row as it stands in `feed_item`. */
export type StoredItem = Omit<FeedItem<unknown>, 'kind' | 'cursor'>

/** Whether a row belongs to what was asked for. */
export const matches = (row: StoredItem, { subject, customerId, queue }: Narrowing): boolean =>
  (subject === undefined || row.subject === subject) &&
  (customerId === undefined || row.customerId === customerId) &&
  (queue === undefined || row.queue === queue)
