import type { z } from 'zod'
import type { UnitOfWork } from './database.ts'
import { appendItems } from './events/feed-append.ts'
import { pageOfFeed, type FeedPage } from './events/feed-page.ts'
import { subscribeToFeed } from './events/feed-subscription.ts'
import type { Rule } from './permit.ts'
import type { FeedContext } from './events/feed-hub.ts'
import type { FeedGap, FeedItem, Narrowing, Placed } from './events/feed-item.ts'

export type { FeedContext } from './events/feed-hub.ts'
export type { FeedGap, FeedItem, GapReason, Narrowing } from './events/feed-item.ts'
export type { FeedPage } from './events/feed-page.ts'

/** One entry to append. One per source event: the same event again adds nothing. */
export type FeedRow<Payload = Record<string, unknown>> = {
  readonly sourceEventId: string
  /** The event's own; a consumer or command that says none passes its own on. */
  readonly correlationId?: string
  /** What it is about, an id such as `ord_…`; a subscription can be narrowed to it. */
  readonly subject: string
  /** For the authorization of each item: whose it is, in which queue it stands. */
  readonly customerId?: string
  readonly queue?: string
  readonly occurredAt: Date | string
  readonly payload: Payload
}

/** From where, what, and for whom. */
export type FeedReading<Payload> = {
  /** The cursor of the last item seen; without it (and without `last`) only what comes from now on. */
  after?: string | null | undefined
  /** Begin with this many items from before now; ignored when `after` is given. At most 100. */
  last?: number | null | undefined
  /** Narrow to one subject, customer or queue, or by words of the payload. Part of what a cursor is valid for. */
  filter?: Narrowing
  /**
   * Per-item authorization: what it refuses is not delivered. The subscriber's rights were asked anew just before:
   * `context.actor` and `context.authority()` are those of now.
   */
  visible?: (item: FeedItem<Payload>) => boolean | Promise<boolean>
}

export type FeedArguments<Payload> = FeedReading<Payload> & {
  /**
   * What the subscriber must be permitted as long as it lasts, by the rights of now: it ends with DENIED within
   * seconds of their withdrawal, also on a quiet stream.
   */
  requires?: Rule
  /** Ends the subscription. */
  signal?: AbortSignal
}

export type Feed<Payload = Record<string, unknown>> = {
  readonly name: string
  /** Appends at the end of the transaction; subscribers are woken after its commit. */
  append(uow: UnitOfWork, rows: readonly FeedRow<Payload>[]): void
  /**
   * What was missed since `after`, then what comes, in order, each item once. A cursor that cannot be served never
   * fails: one gap value says why, with a cursor that can; then come the items that are still kept (TRIMMED,
   * NEW_EPOCH) or what comes from now on (OTHER_FILTER, FORGED).
   *
   * Return it from a resolver's `subscribe` as it is and shape the values in `resolve`: an async generator around
   * it could not be ended while nothing comes.
   */
  subscribe(
    context: FeedContext,
    args: FeedArguments<Payload>,
  ): AsyncIterableIterator<FeedItem<Payload> | FeedGap>
  /** The same at once, as far as it has come: about a hundred items, and the place behind them. */
  page(context: FeedContext, args: FeedReading<Payload>): Promise<FeedPage<Payload>>
  /**
   * Everything of the feed, whoever it concerns, for who tells readers that there is something for them. One that begins
   * now says first where that is.
   */
  watch(
    context: FeedContext,
    after: string | null | undefined,
  ): AsyncIterableIterator<FeedItem<Payload> | FeedGap | FeedBegun>
}

/** What is behind here will be told. */
export type FeedBegun = Placed & { readonly kind: 'begun' }

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
    watch: (context, after) =>
      subscribeToFeed(context, spec.name, spec.payload, { after }, (at): FeedBegun => ({
        kind: 'begun',
        ...at,
      })),
    page: (context, args) => pageOfFeed(context, spec.name, spec.payload, args),
  }
}

/** Appends to a feed by its name. `feed().append` checks the payload as well. */
export const appendFeed = (uow: UnitOfWork, name: string, rows: readonly FeedRow[]): void =>
  appendItems(uow, name, rows)
