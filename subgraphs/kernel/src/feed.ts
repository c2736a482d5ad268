import type { z } from 'zod'
import type { UnitOfWork } from './database.ts'
import { appendItems } from './events/feed-append.ts'
import { subscribeToFeed } from './events/feed-subscription.ts'
import type { FeedContext } from './events/feed-hub.ts'
import type { FeedGap, FeedItem, Narrowing } from './events/feed-item.ts'

export type { FeedContext } from './events/feed-hub.ts'
export type { FeedGap, FeedItem, Narrowing } from './events/feed-item.ts'

/** One entry to append. One per source event: the same event again adds nothing. */
export type FeedRow<Payload = Record<string, unknown>> = {
  readonly sourceEventId: string
  /** What it is about, an id such as `ord_…`; a subscription can be narrowed to it. */
  readonly subject: string
  /** For the authorization of each item: whose it is, in which queue it stands. */
  readonly customerId?: string
  readonly queue?: string
  readonly occurredAt: Date | string
  readonly payload: Payload
}

export type FeedArguments<Payload> = {
  /** The cursor of the last item seen; without it (and without `last`) only what comes from now on. */
  after?: string | null
  /** Begin with this many items from before now; ignored when `after` is given. At most 100. */
  last?: number | null
  /** Narrow to one subject, customer or queue. Part of what a cursor is valid for. */
  filter?: Narrowing
  /** Per-item authorization: what it refuses is not delivered. */
  visible?: (item: FeedItem<Payload>) => boolean | Promise<boolean>
  /** Ends the subscription. */
  signal?: AbortSignal
}

export type Feed<Payload = Record<string, unknown>> = {
  readonly name: string
  /** Appends at the end of the transaction; subscribers are woken after its commit. */
  append(uow: UnitOfWork, rows: readonly FeedRow<Payload>[]): void
  /**
   * What was missed since `after`, then what comes, in order, each item once. When items are missing (trimmed,
   * or the feed was begun anew) a gap value says so first. Throws InvalidCursor for a cursor that this tenant
   * did not get for this feed and filter.
   *
   * Return it from a resolver's `subscribe` as it is and shape the values in `resolve`: an async generator around
   * it could not be ended while nothing comes.
   */
  subscribe(
    context: FeedContext,
    args: FeedArguments<Payload>,
  ): AsyncIterableIterator<FeedItem<Payload> | FeedGap>
}

/**
 * Declares a feed: an append-only list per tenant that portals watch. Its positions have no gaps and commit in
 * order, so a reader that saw position n has seen everything before it (M18).
 */
export function feed<Payload extends Record<string, unknown>>(spec: {
  /** Unique within its context; part of every cursor. */
  name: string
  payload: z.ZodType<Payload>
}): Feed<Payload> {
  return {
    name: spec.name,
    append: (uow, rows) =>
      appendItems(
        uow,
        spec.name,
        rows.map((row) => ({ ...row, payload: spec.payload.parse(row.payload) })),
      ),
    subscribe: (context, args) => subscribeToFeed(context, spec.name, spec.payload, args),
  }
}

/** Appends to a feed by its name. `feed().append` checks the payload as well. */
export const appendFeed = (uow: UnitOfWork, name: string, rows: readonly FeedRow[]): void =>
  appendItems(uow, name, rows)
