import type { SubscriptionMetrics } from '../observe/subscription-metrics.ts'
import type { Leg } from './leg.ts'
import type { Owners } from './owners.ts'
import type { SubscriptionSettings } from './settings.ts'
import { ownerVariables, type Subscription } from './subscription.ts'
import { upstream, type Member } from './upstream.ts'

type Parts = {
  owners: Owners
  settings: Pick<SubscriptionSettings, 'share' | 'ownerAwayMs' | 'overlapMs'>
  metrics: Pick<SubscriptionMetrics, 'upstream' | 'caughtUp'>
}

export type Upstreams = {
  /** Follows a subscription at its owner, together with those who follow the same with the same rights. */
  follow(subscription: Subscription, after: string | undefined, member: Member): Leg
  /** Somebody's token was renewed: what ran on the old one moves. */
  refresh(): void
  size(): number
}

/**
 * Everything that is followed at owners. Shared is what begins now and is the same for everybody who begins later:
 * who resumes behind a cursor, or wants the last items first, has an upstream of its own.
 */
export function upstreams({ owners, settings, metrics }: Parts): Upstreams {
  const open = new Set<ReturnType<typeof upstream>>()
  const shared = new Map<string, ReturnType<typeof upstream>>()

  const isShared = ({ isLive }: Subscription, after: string | undefined): boolean =>
    after === undefined && (settings.share === 'all' || (settings.share === 'feeds' && isLive))

  const opened = (subscription: Subscription, after: string | undefined, key: string | undefined) => {
    const ended = metrics.upstream(subscription.primary.subgraph)
    const made = upstream({
      subscription,
      after,
      owners,
      metrics,
      ...settings,
      closed() {
        open.delete(made)
        if (key !== undefined && shared.get(key) === made) shared.delete(key)
        ended()
      },
    })
    open.add(made)
    if (key !== undefined) shared.set(key, made)

    return made
  }

  return {
    follow(subscription, after, member) {
      const key = isShared(subscription, after) ? keyOf(subscription, member) : undefined
      const known = key === undefined ? undefined : shared.get(key)

      return (known ?? opened(subscription, after, key)).join(member)
    },
    refresh() {
      for (const each of [...open]) each.refresh()
    },
    size: () => open.size,
  }
}

/** The same part of the owner, by the same variables and rights, of the same graph. */
const keyOf = (subscription: Subscription, member: Member): string =>
  JSON.stringify([
    subscription.served.graph.hash,
    subscription.primary.subgraph,
    subscription.primary.document,
    ownerVariables(subscription, undefined),
    member.caller().rights,
  ])
