import type { Audience } from './audience.ts'
import type { Resolver } from './context.ts'
import { tagsOf, wantedOf } from './events/feed-item.ts'
import { isOutage } from './events/outage.ts'
import type { Feed, FeedBegun, FeedGap, FeedItem, Narrowing } from './feed.ts'
import type { GraphContext } from './graph-context.ts'
import type { Rule } from './permit.ts'

type Stream<Payload, Args> = {
  /** What it takes to follow it. */
  rule: Rule
  /** By which names of the payload `narrow` may choose: entries tell these and no other words of it. */
  by: readonly (keyof Payload & string)[]
  /** What of the feed a reader asks for. */
  narrow(args: Args, context: GraphContext): Narrowing
  audience: Audience<NoInfer<Payload>>
  /** An item in the graph, beside the fields that all items have. */
  shape(payload: Payload): { __typename: string }
}

/** Whom an item concerns is not asked for so long after nobody could tell: entries wait for it. Milliseconds. */
const awayMs = 3_000

type Reading = { after?: string | null; last?: number | null }

/**
 * The resolvers of a feed that the graph tells: `subscription` for who follows it by themselves, and the two by which
 * the gateway follows it for many: `entries` says that there is something for somebody, and `page` tells it to
 * whom it concerns (ADR 0030). Whether it does is judged anew for each item, by the rights of now (M18).
 */
export function feedStream<Payload, Args extends Reading>(
  feed: Feed<Payload>,
  { rule, by, narrow, audience, shape }: Stream<Payload, Args>,
) {
  const reading = (args: Args, context: GraphContext) => {
    const filter = narrow(args, context)
    const untold = Object.keys(wantedOf(filter)).filter((name) => !by.some((told) => told === name))
    if (untold.length > 0) throw new TypeError(`Entries of ${feed.name} do not tell ${untold.join(', ')}.`)

    return { after: args.after, last: args.last, filter }
  }
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

  let awayUntil = 0
  /** Whoever it may be, while that cannot be asked: to read it takes the right to. */
  const wordsFor = async (item: FeedItem<Payload>, context: GraphContext) => {
    if (performance.now() < awayUntil) return null
    try {
      return await audience.words(item, context)
    } catch (error) {
      if (!isOutage(error)) throw error
      awayUntil = performance.now() + awayMs
      return null
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
      const permitted = context.present().then(() => context.require({ permission: rule.permission }))
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
      // By whoever's token: it is for the gateway, which follows it for all of the tenant.
      subscribe: (_: unknown, { after }: Reading, context: GraphContext) => feed.watch(context, after),
      resolve: async (value: FeedItem<Payload> | FeedGap | FeedBegun, _: unknown, context: GraphContext) => ({
        cursor: value.cursor,
        place: value.place,
        tags: value.kind === 'item' ? tagsOf(value, by) : null,
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
