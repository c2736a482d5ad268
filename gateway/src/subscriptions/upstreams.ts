import type { SubscriptionMetrics } from '../observe/subscription-metrics.ts'
import type { Member } from './audience.ts'
import type { Leg } from './leg.ts'
import type { Owners } from './owners.ts'
import type { SubscriptionSettings } from './settings.ts'
import { ownerVariables, type Subscription } from './subscription.ts'
import type { UpstreamEvent } from './upstream-event.ts'
import { upstream, type Upstream } from './upstream.ts'

type Parts = {
  owners: Owners
  settings: Pick<SubscriptionSettings, 'share' | 'ownerAwayMs' | 'overlapMs' | 'freshMs'>
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
 * Everything that is followed at owners. Equal subscriptions share one upstream wherever in the feed they begin: who
 * begins where an upstream has just been joins it, and two upstreams that have come to the same place become one.
 */
export function upstreams({ owners, settings, metrics }: Parts): Upstreams {
  const open = new Set<Upstream>()
  const equals = new Map<string, Set<Upstream>>()
  const live = new WeakSet<Upstream>()
  const seats = new WeakMap<Member, Upstream>()

  const seat = (member: Member, where: Upstream, missed: readonly UpstreamEvent[]): void => {
    seats.set(member, where)
    where.join(member, missed)
  }
  const unite = (one: Upstream, place: string, known: ReadonlySet<Upstream>): void => {
    for (const other of known) {
      const missed = other === one ? undefined : other.since(place)
      if (!missed) continue
      if (live.has(one)) live.add(other)
      for (const [member, behind] of one.dismiss()) seat(member, other, [...behind, ...missed])
      return
    }
  }
  const opened = (subscription: Subscription, after: string | undefined, key: string | undefined) => {
    const known = equals.get(key ?? '') ?? new Set<Upstream>()
    const ended = metrics.upstream(subscription.primary.subgraph)
    const made = upstream({
      subscription,
      after,
      owners,
      metrics,
      ...settings,
      arrived: (place) => unite(made, place, known),
      closed() {
        open.delete(made)
        known.delete(made)
        if (key !== undefined && known.size === 0) equals.delete(key)
        ended()
      },
    })
    open.add(made)
    if (key !== undefined) equals.set(key, known.add(made))

    return made
  }

  return {
    follow(subscription, after, member) {
      const key = isShared(subscription, settings.share) ? keyOf(subscription, member) : undefined
      const isLive = after === undefined && (subscription.isLive || !subscription.prepared.feed)
      const joined = [...(equals.get(key ?? '') ?? [])]
        .map((one) => ({ one, missed: missedBy(one, after, isLive && live.has(one)) }))
        .find(({ missed }) => missed)
      const one = joined?.one ?? opened(subscription, after, key)
      if (isLive) live.add(one)
      seat(member, one, joined?.missed ?? [])

      return { close: () => seats.get(member)?.leave(member) }
    },
    refresh() {
      for (const each of [...open]) each.refresh()
    },
    size: () => open.size,
  }
}

const missedBy = (one: Upstream, after: string | undefined, isNow: boolean) =>
  after === undefined ? (isNow ? [] : undefined) : one.since(after)

const isShared = ({ prepared: { feed } }: Subscription, share: SubscriptionSettings['share']): boolean =>
  share === 'all' || (share === 'feeds' && feed !== undefined)

/** The same part of the owner, by the same variables and rights, of the same graph. */
const keyOf = (subscription: Subscription, member: Member): string =>
  JSON.stringify([
    subscription.served.graph.hash,
    subscription.primary.subgraph,
    subscription.primary.document,
    ownerVariables(subscription, undefined),
    member.caller().rights,
  ])
