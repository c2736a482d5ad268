import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { FeedArguments } from '../feed.ts'
import { demand } from '../permit.ts'
import { backoff } from './backoff.ts'
import type { Follower } from './feed-channel.ts'
import type { Place } from './feed-cursor.ts'
import type { FeedContext } from './feed-hub.ts'
import { matches, type FeedGap, type FeedItem, type Narrowing, type Placed } from './feed-item.ts'
import { feedReader, type Step } from './feed-reader.ts'
import { isOutage } from './outage.ts'

const checkRights = 1_500

/**
 * See Feed.subscribe. Nothing is held until the first value is asked for. One that begins now says first where that
 * is, if it is told how.
 */
export function subscribeToFeed<Payload, Begun = never>(
  context: FeedContext,
  feed: string,
  payload: z.ZodType<Payload>,
  args: FeedArguments<Payload>,
  begun?: (at: Placed) => Begun,
): AsyncIterableIterator<FeedItem<Payload> | FeedGap | Begun> {
  const { actor, feeds, present } = context
  const { after, last, filter = {}, requires, visible, signal } = args
  const reader = feedReader(context, feed, payload, filter)
  const ended = new AbortController()
  const over = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal
  if (requires && !present)
    throw new TypeError(`A subscription to ${feed} requires rights that nobody tells.`)

  /** Asks for the rights of now; throws Denied when they have become too few. */
  const admit = async (): Promise<void> => {
    const viewer = await present?.()
    if (viewer && requires) demand(viewer, requires)
  }

  const isShown = async (item: FeedItem<Payload>): Promise<boolean> => {
    if (requires || visible) await admit()

    return visible ? visible(item) : true
  }

  async function* values(): AsyncGenerator<FeedItem<Payload> | FeedGap | Begun, void, undefined> {
    const follower = await feeds.follow(actor.tenantId, feed)
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
      let step = await patiently(() => reader.start(after, last), over)
      if (begun && !after) yield begun(reader.placed(step.standing))
      for (;;) {
        if (over.aborted) return
        if (refused) throw refused
        const gap = reader.gap(step)
        if (gap) yield gap
        for (const row of step.items) {
          const item = reader.item(row, step.standing)
          if (over.aborted) return
          if (await patiently(() => isShown(item), over)) yield item
        }
        const { standing } = step
        step = step.more
          ? await patiently(() => reader.advance(standing), over)
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
