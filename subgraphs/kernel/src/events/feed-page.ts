import type { z } from 'zod'
import type { FeedReading } from '../feed.ts'
import type { Place } from './feed-cursor.ts'
import type { FeedContext } from './feed-hub.ts'
import { interestOf, type FeedGap, type FeedItem } from './feed-item.ts'
import { feedReader } from './feed-reader.ts'

/** What of a feed belongs to a reader between two places. */
export type FeedPage<Payload> = {
  readonly values: readonly (FeedItem<Payload> | FeedGap)[]
  /** Goes on behind everything that was looked at, whether it was shown or not. */
  readonly cursor: string
  readonly place: Place
  /** Whether there is more to read already. */
  readonly more: boolean
  /** What has to be among the tags of an item that belongs to this reader: one of each list. */
  readonly interest: readonly (readonly string[])[]
}

/** See Feed.page. */
export async function pageOfFeed<Payload>(
  context: FeedContext,
  feed: string,
  payload: z.ZodType<Payload>,
  { after, last, filter = {}, visible = () => true }: FeedReading<Payload>,
): Promise<FeedPage<Payload>> {
  const reader = feedReader(context, feed, payload, filter)
  const step = await reader.start(after, last)
  const gap = reader.gap(step)
  const items = step.items.map((row) => reader.item(row, step.standing))
  const shown = await Promise.all(items.map(async (item) => visible(item)))

  return {
    values: [...(gap ? [gap] : []), ...items.filter((_, index) => shown[index])],
    ...reader.placed(step.standing),
    more: step.more,
    interest: interestOf(filter),
  }
}
