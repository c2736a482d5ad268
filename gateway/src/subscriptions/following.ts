import type { Log } from '@pactwork/kernel/runtime/log'
import { turns, type Turns } from '@pactwork/kernel/runtime/turns'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import type { Following } from './client-connection.ts'
import { ownerSource } from './owner-source.ts'
import type { Owners } from './owners.ts'
import { pagedSource } from './paged-source.ts'
import type { SubscriptionSettings } from './settings.ts'
import type { Source } from './source.ts'
import type { Subscription } from './subscription.ts'
import type { Upstreams } from './upstreams.ts'

type Parts = {
  upstreams: Upstreams
  owners: Owners
  fetch: SubgraphFetch
  share: SubscriptionSettings['share']
  deadlineMs: number
  log: Log
}

/** So many pages are read of a subgraph at once: an entry may be for everybody, and others ask there as well. */
const pagesAtOnce = 32

/** Follows subscriptions: by pages where the owner has them, else each as the owner serves it. */
export function following({ share, ...parts }: Parts): Following['follow'] {
  const inTurn = new Map<string, Turns>()
  const readPage: SubgraphFetch = (request, operation) => {
    const known = inTurn.get(request.subgraph) ?? turns(pagesAtOnce, parts.deadlineMs)
    inTurn.set(request.subgraph, known)

    return known(() => parts.fetch(request, operation), { first: false })
  }
  const sourceOf = (subscription: Subscription): Source => {
    const { feed } = subscription.prepared
    const isShared = share === 'all' || (share === 'feeds' && feed !== undefined)

    return feed?.pages
      ? pagedSource(subscription, feed.pages, { ...parts, fetch: readPage, isShared })
      : ownerSource(subscription, { ...parts, isShared })
  }

  return (subscription, after, member) => parts.upstreams.follow(sourceOf(subscription), after, member)
}
