import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { FeedArguments } from '../feed.ts'
import { demand } from '../permit.ts'
import { backoff } from './backoff.ts'
import type { Follower } from './feed-channel.ts'
import type { Place, Unservable } from './feed-cursor.ts'
import type { FeedContext } from './feed-hub.ts'
import { matches, type FeedGap, type FeedItem, type Narrowing, type StoredItem } from './feed-item.ts'
import { readHead, readItems, readLastItems } from './feed-read.ts'
import { isOutage } from './outage.ts'

type Step = { gap?: FeedGap['reason']; items: StoredItem[]; standing: Place; more: boolean }

const pageSize = 100
const most = 100
const checkRights = 1_500

/** See Feed.subscribe. Nothing is held until the first value is asked for. */
export function subscribeToFeed<Payload>(
  { actor, feeds, present }: FeedContext,
  feed: string,
  payload: z.ZodType<Payload>,
  { after, last, filter = {}, requires, visible = () => true, signal }: FeedArguments<Payload>,
): AsyncIterableIterator<FeedItem<Payload> | FeedGap> {
  const { tenantId } = actor
  const scope = { tenantId, feed, filter }
  const from = after ? feeds.cursors.read(scope, after) : undefined
  const ended = new AbortController()
  const over = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal
  const cursor = (place: Place) => feeds.cursors.write(scope, place)
  if (requires && !present)
    throw new TypeError(`A subscription to ${feed} requires rights that nobody tells.`)

  const shaped = (row: StoredItem, standing: Place): FeedItem<Payload> => ({
    ...row,
    kind: 'item',
    cursor: cursor({ ...standing, position: row.position }),
    payload: payload.parse(row.payload),
  })

  /** Asks for the rights of now; throws Denied when they have become too few. */
  const admit = async (): Promise<void> => {
    const viewer = await present?.()
    if (viewer && requires) demand(viewer, requires)
  }

  async function* values(): AsyncGenerator<FeedItem<Payload> | FeedGap, void, undefined> {
    const follower = await feeds.follow(tenantId, feed)
    over.addEventListener('abort', follower.rouse, { once: true })
    let refused: unknown
    // What cannot be asked for now is asked for again before the next item.
    const check = (): Promise<void> =>
      admit().catch((error: unknown) => {
        if (isOutage(error)) return
        refused = error
        follower.rouse()
      })
    const checks = requires && setInterval(() => void check(), checkRights)
    checks?.unref()
    if (requires) void check()
    try {
      let step = await patiently(() => start(feeds, tenantId, feed, { from, last, filter }), over)
      for (;;) {
        if (over.aborted) return
        if (refused) throw refused
        if (step.gap) yield { kind: 'gap', reason: step.gap, cursor: cursor(gapPlace(step)) }
        for (const row of step.items) {
          const item = shaped(row, step.standing)
          if (over.aborted) return
          const shown = await patiently(async () => {
            await admit()
            return visible(item)
          }, over)
          if (shown) yield item
        }
        const { standing } = step
        step = step.more
          ? await patiently(() => advance(feeds, tenantId, feed, standing, filter), over)
          : await live(follower, standing, filter)
      }
    } catch (error) {
      if (!over.aborted) throw error
    } finally {
      clearInterval(checks)
      over.removeEventListener('abort', follower.rouse)
      follower.leave()
    }
  }

  return endable(values(), () => ended.abort())
}

/** Continues before the first item that follows the gap. */
const gapPlace = ({ items: [first], standing }: Step): Place =>
  first ? { ...standing, position: first.position - 1 } : standing

/** Of a feed that never had an item. */
const beginning: Place = { epoch: undefined, position: 0 }

type Start = { from: Place | Unservable | undefined; last: number | null | undefined; filter: Narrowing }

async function start(
  feeds: FeedContext['feeds'],
  tenantId: string,
  feed: string,
  args: Start,
): Promise<Step> {
  const { from, last, filter } = args
  if (typeof from === 'object') return advance(feeds, tenantId, feed, from, filter)

  return feeds.database.read({ tenantId }, async (uow) => {
    const head = await readHead(uow, feed)
    const standing = head ?? beginning
    if (from) return { gap: from, items: [], standing, more: false }
    if (!head) return { items: [], standing, more: false }
    const limit = Math.max(0, Math.min(last ?? 0, most))
    const range = { above: head.trimmedTo, upTo: head.position, filter, limit }

    return { items: limit > 0 ? await readLastItems(uow, feed, range) : [], standing, more: false }
  })
}

/** The next items behind a place, with a gap when what stood there is not to be had any more. */
function advance(
  feeds: FeedContext['feeds'],
  tenantId: string,
  feed: string,
  from: Place,
  filter: Narrowing,
): Promise<Step> {
  return feeds.database.read({ tenantId }, async (uow) => {
    const head = await readHead(uow, feed)
    const nothing = { items: [], standing: beginning, more: false }
    if (!head) return from.epoch === undefined ? nothing : { ...nothing, gap: 'NEW_EPOCH' as const }

    const anew = from.epoch !== undefined && (from.epoch !== head.epoch || from.position > head.position)
    const trimmed = !anew && from.position < head.trimmedTo
    const above = anew || trimmed ? head.trimmedTo : from.position
    const items = await readItems(uow, feed, { above, upTo: head.position, filter, limit: pageSize })
    const more = items.length === pageSize
    const position = more ? (items.at(-1)?.position ?? above) : head.position

    return {
      items,
      standing: { epoch: head.epoch, position },
      more,
      ...(anew && { gap: 'NEW_EPOCH' as const }),
      ...(trimmed && { gap: 'TRIMMED' as const }),
    }
  })
}

/** What came live above a place; anything but the very next position sends back to the backlog. */
async function live(follower: Follower, standing: Place, filter: Narrowing): Promise<Step> {
  await follower.arrived()
  const { items, missed } = follower.take()
  const news = items.filter((row) => row.position > standing.position)
  const last = news.at(-1)
  if (missed || standing.epoch === undefined || (news[0] && news[0].position !== standing.position + 1))
    return { items: [], standing, more: true }
  if (!last) return { items: [], standing, more: false }

  return {
    items: news.filter((row) => matches(row, filter)),
    standing: { ...standing, position: last.position },
    more: false,
  }
}

/** What is away for a while does not end a subscription. */
async function patiently<Result>(work: () => Promise<Result>, over: AbortSignal): Promise<Result> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work()
    } catch (error) {
      if (over.aborted || !isOutage(error)) throw error
      await delay(backoff(failures, 5_000), undefined, { signal: over })
    }
  }
}

/** A generator's own `return()` waits for the value in hand, on a quiet feed for ever: end it first. */
function endable<Value>(
  values: AsyncGenerator<Value, void, undefined>,
  end: () => void,
): AsyncIterableIterator<Value> {
  return {
    next: () => values.next(),
    return: () => {
      end()
      return values.return()
    },
    throw: (error: unknown) => {
      end()
      return values.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
