import type { Log } from '@pactwork/kernel/runtime/log'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import { startOperation } from '../operation.ts'
import type { FeedPages } from '../plan/feed-pages.ts'
import type { Caller } from '../trust/caller.ts'
import { covers, entriesSource, mayConcern, type Place } from './entries.ts'
import { readPage, type Page } from './feed-page.ts'
import type { End, Leg, Sink } from './leg.ts'
import type { Owners } from './owners.ts'
import type { Source } from './source.ts'
import { keyOf, type Subscription } from './subscription.ts'
import { upstreamEvent, type UpstreamEvent } from './upstream-event.ts'
import type { Upstreams } from './upstreams.ts'

type Parts = {
  owners: Owners
  /** Where the entries of the feed are followed. */
  upstreams: Upstreams
  fetch: SubgraphFetch
  /** How long a page may take, in milliseconds. */
  deadlineMs: number
  isShared: boolean
  log: Log
}

/** After so many entries of others a reader asks once where that is, give or take half: not all at once. */
const othersPassed = 500
/** Before a page is asked for again that did not bring what was announced; milliseconds. */
const pause = 100

/** A feed that is read by pages, each time that one of its entries may be for these readers. */
export function pagedSource(subscription: Subscription, pages: FeedPages, parts: Parts): Source {
  const { primary, isLive, isResumable } = subscription

  return {
    subgraph: primary.subgraph,
    key: parts.isShared ? keyOf(subscription) : undefined,
    isOfTenant: false,
    isLive,
    isResumable,
    isAtOwner: false,
    follow: (caller, after, sink) => reading(subscription, pages, { ...parts, caller, after, sink }),
  }
}

type Reading = Parts & { caller: Caller; after: string | undefined; sink: Sink<UpstreamEvent> }

function reading(
  subscription: Subscription,
  pages: FeedPages,
  { owners, upstreams, fetch, deadlineMs, log, caller, after, sink }: Reading,
): Leg {
  const { subgraph } = subscription.primary
  const controller = new AbortController()
  const { signal } = controller
  let cursor = after
  let read: Place | undefined
  let interest: Page['interest'] = []
  /** Up to there, at least, there may be something. */
  let announced: Place | undefined
  let othersLeft = 0
  /** Before and while a page is being read. */
  let timer: NodeJS.Timeout | undefined

  const close = (): void => {
    controller.abort()
    clearTimeout(timer)
    watch.close()
  }
  const end = (why: End): void => {
    if (signal.aborted) return
    close()
    sink.ended(why)
  }
  const take = (page: Page): void => {
    cursor = page.cursor
    read = page.place
    interest = page.interest
    othersLeft = othersPassed * (0.5 + Math.random())
    for (const result of page.results) {
      if (signal.aborted) return
      sink.event(upstreamEvent(subscription, result))
    }
    if (!signal.aborted) sink.placed?.(page.cursor)
  }
  const readOn = async (): Promise<void> => {
    const operation = startOperation({ caller, log, signal, deadline: deadlineMs })
    const page = await readPage(fetch, { subscription, page: pages.page }, cursor, operation)
    if (signal.aborted) return
    if ('kind' in page) return end(page)
    const isFurther = page.cursor !== cursor
    take(page)
    if (signal.aborted) return
    timer = undefined
    if (page.more || (announced && !covers(read, announced))) readIn(isFurther ? 0 : pause)
  }
  const readIn = (milliseconds: number): void => {
    timer ??= setTimeout(
      () => void readOn().catch((reason: unknown) => end({ kind: 'lost', reason })),
      milliseconds,
    )
  }

  const watch = upstreams.follow(entriesSource(subgraph, pages.entries, owners), undefined, {
    caller: () => caller,
    event({ entry }) {
      if (!entry) return
      // Entries come in order: what was announced before this one was read as well, or is of an epoch that is over.
      if (covers(read, entry.place)) return void (announced = undefined)
      if (!mayConcern(entry, interest, caller.user) && (othersLeft -= 1) > 0) return
      announced = entry.place
      readIn(0)
    },
    ended: (why) =>
      end(why.kind === 'forbidden' || why.kind === 'lost' ? why : { kind: 'lost', reason: why }),
  })
  readIn(0)

  return { close }
}
