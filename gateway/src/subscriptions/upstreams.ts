import type { SubscriptionMetrics } from '../observe/subscription-metrics.ts'
import type { Member } from './audience.ts'
import type { Leg } from './leg.ts'
import type { SubscriptionSettings } from './settings.ts'
import type { Source } from './source.ts'
import type { UpstreamEvent } from './upstream-event.ts'
import { upstream, type Upstream } from './upstream.ts'

type Parts = {
  settings: Pick<SubscriptionSettings, 'ownerAwayMs' | 'overlapMs' | 'freshMs'>
  metrics: Pick<SubscriptionMetrics, 'upstream' | 'caughtUp'>
}

export type Upstreams = {
  /** Follows a source, together with those who are to be told the same. */
  follow(source: Source, after: string | undefined, member: Member): Leg
  /** Somebody's token was renewed: what ran on the old one moves. */
  refresh(): void
  /** How many are open at owners. */
  size(): number
}

/**
 * Everything that is followed. Equal sources share one upstream wherever in the feed they begin: who begins where an
 * upstream has just been joins it, and two upstreams that have come to the same place become one.
 */
export function upstreams({ settings, metrics }: Parts): Upstreams {
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
  const opened = (source: Source, after: string | undefined, key: string | undefined) => {
    const known = equals.get(key ?? '') ?? new Set<Upstream>()
    const ended = source.isAtOwner ? metrics.upstream(source.subgraph) : undefined
    const made = upstream({
      source,
      after,
      metrics,
      ...settings,
      arrived: (place) => unite(made, place, known),
      closed() {
        open.delete(made)
        known.delete(made)
        if (key !== undefined && known.size === 0) equals.delete(key)
        ended?.()
      },
    })
    open.add(made)
    if (key !== undefined) equals.set(key, known.add(made))

    return made
  }

  return {
    follow(source, after, member) {
      const key = keyOf(source, member)
      const isLive = after === undefined && source.isLive
      const joined = [...(equals.get(key ?? '') ?? [])]
        .map((one) => ({ one, missed: missedBy(one, after, isLive && live.has(one)) }))
        .find(({ missed }) => missed)
      const one = joined?.one ?? opened(source, after, key)
      if (isLive) live.add(one)
      seat(member, one, joined?.missed ?? [])

      return { close: () => seats.get(member)?.leave(member) }
    },
    refresh() {
      for (const each of [...open]) each.refresh()
    },
    size: () => [...open].filter(({ isAtOwner }) => isAtOwner).length,
  }
}

const missedBy = (one: Upstream, after: string | undefined, isNow: boolean) =>
  after === undefined ? (isNow ? [] : undefined) : one.since(after)

/** The same source, for those who are told the same of it. */
const keyOf = ({ key, isOfTenant }: Source, member: Member): string | undefined => {
  if (key === undefined) return undefined
  const { user, rights } = member.caller()

  return `${key}\n${isOfTenant ? JSON.stringify([user?.issuer, user?.tenant]) : rights}`
}
