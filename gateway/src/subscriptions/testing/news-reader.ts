import { jest } from '@jest/globals'
import { noSubscriptionMetrics } from '../../observe/subscription-metrics.ts'
import type { End } from '../leg.ts'
import { pagedSource } from '../paged-source.ts'
import type { UpstreamEvent } from '../upstream-event.ts'
import { upstreams } from '../upstreams.ts'
import { readerOf, silence, subscriptionTo } from './news-graph.ts'
import type { NewsOwner } from './news-owner.ts'

export const settings = { ownerAwayMs: 5_000, overlapMs: 100, freshMs: 1_000 }

const query = 'subscription ($about: ID) { news(about: $about) { ... on News { position text } } }'
export const all = subscriptionTo(query)
export const ofX = subscriptionTo(query, { about: 'x' })

/** What is told of an event: where it stands, or why something is missing. */
export const told = ({ gap, cursor }: UpstreamEvent): string => (gap === undefined ? `${cursor}` : `(${gap})`)

/** Who reads the news by pages, with all that it is told. */
export function newsReader(
  owner: NewsOwner,
  { after, of = all }: { after?: string | undefined; of?: typeof all } = {},
) {
  const { pages } = of.prepared.feed ?? {}
  if (!pages) throw new Error('The news have pages.')
  const source = pagedSource(of, pages, {
    owners: owner.owners,
    upstreams: upstreams({ settings, metrics: noSubscriptionMetrics }),
    fetch: owner.fetch,
    deadlineMs: 1_000,
    isShared: true,
    log: silence,
  })
  const events: UpstreamEvent[] = []
  const seen: string[] = []
  const places: string[] = []
  const ends: End[] = []
  const state = { place: after, atEvent: () => {} }
  const leg = source.follow(readerOf('usr_1'), after, {
    event(event) {
      events.push(event)
      seen.push(told(event))
      state.place = event.cursor
      state.atEvent()
    },
    placed(cursor) {
      places.push(cursor)
      state.place = cursor
    },
    ended: (end) => void ends.push(end),
  })

  return { events, seen, places, ends, state, close: leg.close }
}

/** Time for what is to be done at once. */
export const soon = () => jest.advanceTimersByTimeAsync(5)

/** Everything is announced and every page answered, until nothing is asked for any more. */
export async function settle(owner: NewsOwner): Promise<void> {
  await soon()
  for (let isOpen = true; isOpen;) {
    isOpen = owner.announce()
    await jest.advanceTimersByTimeAsync(150)
    for (const call of [...owner.calls]) {
      call.answer()
      isOpen = true
    }
    await jest.advanceTimersByTimeAsync(150)
  }
}
