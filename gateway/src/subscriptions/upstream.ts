import type { SubscriptionMetrics } from '../observe/subscription-metrics.ts'
import type { Caller } from '../trust/caller.ts'
import { audience, type Member } from './audience.ts'
import type { End, Leg, Sink } from './leg.ts'
import { relay } from './relay.ts'
import type { Source } from './source.ts'
import { trail } from './trail.ts'
import type { UpstreamEvent } from './upstream-event.ts'

type Parts = {
  source: Source
  after: string | undefined
  /** How long it tries to find its owner again, and how long it is followed twice when it moves; milliseconds. */
  ownerAwayMs: number
  overlapMs: number
  /** How long who joins may be told what others were. */
  freshMs: number
  metrics: Pick<SubscriptionMetrics, 'caughtUp'>
  /** Its members have come to a place. */
  arrived: (place: string) => void
  closed: () => void
}

/** Longer than any attempt to connect: a leg that lived for so long was a good one, and trying starts anew. Milliseconds. */
const steady = 25_000
const longestPause = 2_000

/**
 * One source for all members, who may be told the same. It runs on the token of one of them and moves to another's when
 * that member leaves or renews its token. When its owner goes away it waits for it, where it knows its place; otherwise,
 * and when the owner ends it, its members are told.
 */
export function upstream(parts: Parts) {
  const { source, after, ownerAwayMs, overlapMs, freshMs, metrics, arrived, closed } = parts
  const { isResumable } = source
  const members = audience()
  const past = trail(after, freshMs)
  const refused = new Set<string | undefined>()
  let credential: Caller | undefined
  let retry: NodeJS.Timeout | undefined
  let openedAt = 0
  let lostAt = 0
  let failures = 0
  let reached: string | undefined
  let isOver = false

  const follow = (from: string | undefined, sink: Sink<UpstreamEvent>): Leg => {
    openedAt = performance.now()
    credential ??= freshest()
    if (!credential) throw new TypeError('An upstream is opened by its first member.')

    return source.follow(credential, from, sink)
  }
  const way = relay<UpstreamEvent>({
    follow,
    after,
    overlapMs,
    take(event) {
      failures = 0
      members.tell(event)
      if (isOver) return true
      if (isResumable) past.add(event)
      if (event.cursor !== undefined) arrived(event.cursor)
      return true
    },
    placed(cursor) {
      // To be told the same place again is no progress.
      if (cursor !== reached) failures = 0
      reached = cursor
      members.placed(cursor)
    },
    ended: (end) => settle(end),
  })

  /** Of the members' tokens the one that is good for longest. */
  const freshest = (): Caller | undefined =>
    members
      .callers()
      .filter(({ token }) => !refused.has(token))
      .toSorted((one, other) => expiryOf(other) - expiryOf(one))[0]

  const settle = (end: End): void => {
    const knowsPlace = isResumable && way.place() !== undefined
    if (end.kind === 'lost' && knowsPlace && !end.isFinal && mayRetry()) return
    if (end.kind === 'forbidden') {
      refused.add(credential?.token)
      const other = knowsPlace ? freshest() : undefined
      if (other) {
        credential = other
        metrics.caughtUp('token')
        return way.resume()
      }
    }
    finish(end.kind === 'lost' && knowsPlace ? { ...end, isFinal: true } : end)
  }
  const mayRetry = (): boolean => {
    const now = performance.now()
    if (now - openedAt > steady || failures === 0) {
      failures = 0
      lostAt = now
    }
    if (now - lostAt >= ownerAwayMs) return false
    failures += 1
    const pause = Math.random() * Math.min(longestPause, 100 * 2 ** failures)
    retry = setTimeout(() => {
      retry = undefined
      metrics.caughtUp('owner')
      way.resume()
    }, pause)

    return true
  }
  const finish = (end: End): void => {
    const told = members.dismiss()
    close()
    for (const [member] of told)
      member.ended(
        end.kind === 'forbidden' && member.caller().token !== credential?.token ? { kind: 'lost' } : end,
      )
  }
  const close = (): void => {
    if (isOver) return
    isOver = true
    clearTimeout(retry)
    members.dismiss()
    past.clear()
    way.close()
    closed()
  }

  const refresh = (): void => {
    if (isOver || !isResumable || !credential) return
    const { token } = credential
    if (members.callers().some((caller) => caller.token === token)) return
    credential = freshest() ?? credential
    if (credential.token === token) return
    metrics.caughtUp('token')
    way.move(follow)
  }

  return {
    isAtOwner: source.isAtOwner,
    /** What came behind a place; undefined where that is not known any more. */
    since: (place: string) => past.since(place),
    /** Takes a member in and tells it first what it has missed. */
    join(member: Member, missed: readonly UpstreamEvent[]): void {
      members.join(member, missed, way.place)
      if (!retry) way.resume()
    },
    leave(member: Member): void {
      members.leave(member)
      if (members.size() === 0) close()
      // Not while others are being told an event: the place behind it is not known before they were.
      else queueMicrotask(refresh)
    },
    /** Ends, and answers whom it has let go, each with what it has not been told yet. */
    dismiss(): [Member, UpstreamEvent[]][] {
      const dismissed = members.dismiss()
      close()

      return dismissed
    },
    /** Moves to another member's token where nobody has the present one any more. */
    refresh,
  }
}

export type Upstream = ReturnType<typeof upstream>

const expiryOf = ({ user }: Caller): number => user?.exp ?? Number.POSITIVE_INFINITY
