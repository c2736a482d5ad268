import type { Audience } from './audience.ts'
import type { Resolver } from './context.ts'
import { tagsOf } from './events/feed-item.ts'
import { isOutage } from './events/outage.ts'
import type { Feed, FeedBegun, FeedGap, FeedItem, Narrowing } from './feed.ts'
import type { GraphContext } from './graph-context.ts'
import type { Rule } from './permit.ts'

type Stream<Payload, Args> = {
  /** What it takes to follow it. */
  rule: Rule
  /** What of the feed a reader asks for. */
  narrow(args: Args, context: GraphContext): Narrowing
  audience: Audience<NoInfer<Payload>>
  /** An item in the graph, beside the fields that all items have. */
  shape(payload: Payload): { __typename: string }
}

type Reading = { after?: string | null; last?: number | null }

/**
 * The resolvers of a feed that the graph tells: `subscription` for who follows it by themselves, and the two by which
 * the gateway follows it for many: `entries` says that there is something for somebody, and `page` tells it to
 * whom it concerns (ADR 0030). Whether it does is judged anew for each item, by the rights of now (M18).
 */
export function feedStream<Payload, Args extends Reading>(
  feed: Feed<Payload>,
  { rule, narrow, audience, shape }: Stream<Payload, Args>,
) {
  const reading = (args: Args, context: GraphContext) => ({
    after: args.after,
    last: args.last,
    filter: narrow(args, context),
  })
  /** Beside `subscribe`, not around it: a generator around a feed could not be ended while nothing comes. */
  const shaped = (value: FeedItem<Payload> | FeedGap) =>
    value.kind === 'gap'
      ? { __typename: 'FeedGap', reason: value.reason, cursor: value.cursor }
      : {
          ...shape(value.payload),
          occurredAt: value.occurredAt,
          correlationId: value.correlationId,
          cursor: value.cursor,
        }

  /** Whoever it may be, when that cannot be asked: to read it takes the right to. */
  const wordsFor = async (item: FeedItem<Payload>, context: GraphContext) => {
    try {
      return await audience.words(item, context)
    } catch (error) {
      if (isOutage(error)) return null
      throw error
    }
  }

  return {
    subscription: {
      subscribe(_: unknown, args: Args, context: GraphContext) {
        context.require(rule)

        return feed.subscribe(context, {
          ...reading(args, context),
          requires: rule,
          visible: (item) => audience.includes(item, context),
        })
      },
      resolve: shaped,
    },
    async page(_: unknown, args: Args, context: GraphContext) {
      const permitted = context.present().then(() => context.require(rule))
      const visible = async (item: FeedItem<Payload>): Promise<boolean> => {
        await permitted
        return audience.includes(item, context)
      }
      // Both take their time, and neither needs the other.
      const [{ values, ...rest }] = await Promise.all([
        feed.page(context, { ...reading(args, context), visible }),
        permitted,
      ])

      return { ...rest, values: values.map(shaped) }
    },
    entries: {
      // By whoever's token: an entry says nothing that a reader could read, and one may follow it for all.
      subscribe: (_: unknown, { after }: Reading, context: GraphContext) => feed.watch(context, after),
      resolve: async (value: FeedItem<Payload> | FeedGap | FeedBegun, _: unknown, context: GraphContext) => ({
        cursor: value.cursor,
        place: value.place,
        tags: value.kind === 'item' ? tagsOf(value) : null,
        audience: value.kind === 'item' ? await wordsFor(value, context) : null,
      }),
    },
  }
}

type StreamResolvers = Readonly<Record<'subscription' | 'entries' | 'page', Resolver>>

/** The resolvers of streams: of the fields by their own names, and of those by which the gateway follows them. */
export const streamResolvers = (streams: Readonly<Record<string, StreamResolvers>>) => ({
  Subscription: Object.fromEntries(
    Object.entries(streams).flatMap(([name, { subscription, entries }]) => [
      [name, subscription],
      [`${name}Entries`, entries],
    ]),
  ),
  Query: Object.fromEntries(Object.entries(streams).map(([name, { page }]) => [`${name}Page`, page])),
})
