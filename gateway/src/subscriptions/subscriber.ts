import type { GraphQLError } from 'graphql'
import type { Executed } from '../execute/execute.ts'
import type { SubscriptionMetrics } from '../observe/subscription-metrics.ts'
import type { Operation } from '../operation.ts'
import { told, type Delivery } from './delivery.ts'
import { endable } from './endable.ts'
import { errorOf, isWithdrawal, rightsChanged, tooSlow } from './end-error.ts'
import type { Hydrate } from './hydration.ts'
import type { End, Follow } from './leg.ts'
import { relay } from './relay.ts'
import type { SubscriptionSettings } from './settings.ts'
import type { Subscription } from './subscription.ts'
import { isFresh } from './trail.ts'
import type { UpstreamEvent } from './upstream-event.ts'
import { waitingEvents } from './waiting-events.ts'

type Parts = {
  subscription: Subscription
  /** Follows its upstream; asked again whenever it has to go on elsewhere. */
  follow: (subscription: Subscription) => Follow<UpstreamEvent>
  hydrate: Hydrate
  /** On behalf of whom, at this moment; over when the signal is aborted. */
  operation: (signal: AbortSignal) => Operation
  settings: Pick<SubscriptionSettings, 'bufferedEvents' | 'bufferedBytes' | 'freshMs' | 'overlapMs'>
  metrics: SubscriptionMetrics
  /** Told where it stands while nothing comes: what was handed out before has been taken. */
  placed: (cursor: string) => void
  /** The owner does not accept the token any more: that ends more than this subscription. */
  forbidden: () => void
  left: () => void
}

/**
 * One client's subscription: events wait until the client has taken those before. When there is no more room, nothing
 * is taken in and the place is kept; once the client has read on, the rest is fetched from behind that place. So is
 * what has waited for too long, since the client may have lost the right to it. Without cursors that cannot be, and
 * the subscription ends with SUBSCRIBER_TOO_SLOW.
 */
export function subscriber(parts: Parts) {
  const { subscription, follow, hydrate, operation, settings, metrics, placed, forbidden, left } = parts
  const controller = new AbortController()
  const now = (): Operation => operation(controller.signal)
  let current = subscription
  /** The place behind what was handed out, if anything tells it, and a later one that its client is to be told. */
  let position = subscription.after
  let untold: string | undefined
  /** Whether something was handed out, and how much since it was asked for. */
  let hasHanded = false
  let count = 0
  let isBehind = false
  let ending: { error: GraphQLError | undefined } | undefined
  let isOver = false
  let change: PromiseWithResolvers<undefined> | undefined

  const waiting = waitingEvents({
    most: { items: settings.bufferedEvents, bytes: settings.bufferedBytes },
    complete: (event) => hydrate(event, current, now()),
    changed: metrics.buffered,
  })
  const wake = (): void => {
    change?.resolve(undefined)
    change = undefined
  }
  const changed = (): Promise<undefined> => (change ??= Promise.withResolvers()).promise
  const end = (error?: GraphQLError): void => {
    if (ending || isOver) return
    ending = { error }
    source.close()
    wake()
  }
  const leave = (): void => {
    if (isOver) return
    isOver = true
    source.close()
    waiting.drop()
    controller.abort()
    wake()
    left()
  }

  const source = relay<UpstreamEvent>({
    follow: follow(subscription),
    after: subscription.after,
    overlapMs: settings.overlapMs,
    take(event) {
      const isTaken = waiting.push(event)
      if (isTaken) wake()
      else if (source.place() === undefined || !current.isResumable) end(tooSlow(now().caller.correlationId))
      else isBehind = true

      return isTaken
    },
    placed(cursor) {
      if (waiting.first()) return
      position = cursor
      untold = cursor
      wake()
    },
    ended(why: End) {
      if (isWithdrawal(why)) waiting.drop()
      if (why.kind === 'forbidden') forbidden()
      else end(errorOf(why, current.primary.subgraph, now().caller.correlationId))
    },
  })

  /** Asks for what waits once more, from behind what was handed out last. False where nothing tells that place. */
  const askAnew = (): boolean => {
    const first = hasHanded ? undefined : waiting.first()
    const place = position ?? first?.cursor
    if (place === undefined && (hasHanded || first)) return false
    waiting.drop()
    // The very first event stays, and is completed anew: nothing else tells the place.
    if (position === undefined && first)
      waiting.push({ ...first, at: performance.now(), hydrations: new Map() })
    isBehind = false
    count = 0
    source.move(follow(current), place)
    source.resume()

    return true
  }
  const refreshLate = (): void => {
    const first = waiting.first()
    if (!first || !current.isResumable || isFresh(first, settings.freshMs)) return
    if (ending) return waiting.drop()
    // So that little is fetched in vain: about as much at once as its client has read in that time.
    waiting.resize(count)
    if (askAnew()) metrics.caughtUp('late')
  }
  const catchUp = (): void => {
    if (!isBehind || !waiting.isLow()) return
    isBehind = false
    waiting.resize(waiting.room() * 2)
    metrics.caughtUp('full')
    source.resume()
  }

  const next = async (): Promise<Delivery | undefined> => {
    refreshLate()
    while (!isOver) {
      const first = waiting.next()
      catchUp()
      if (!first && ending) return settle(ending)
      if (!first) tellPlace()
      const executed = await (first ? Promise.race([first.result, changed()]) : changed())
      if (isOver || !first || !executed || !waiting.isNext(first)) continue
      change = undefined
      waiting.shift()

      return handOut(first.event, executed)
    }

    return undefined
  }
  const tellPlace = (): void => {
    if (untold !== undefined) placed(untold)
    untold = undefined
  }
  const handOut = (event: UpstreamEvent, executed: Executed): Delivery => {
    hasHanded = true
    position = event.cursor
    untold = undefined
    count += 1
    if (event.gap !== undefined) metrics.gap(event.gap)
    metrics.sent(event.occurredAt)

    return { result: told(executed, now().caller.correlationId), cursor: event.cursor }
  }
  const settle = ({ error }: NonNullable<typeof ending>): undefined => {
    leave()
    if (error) throw error
  }

  return {
    deliveries: endable(
      () =>
        next().catch((error: unknown) => {
          leave()
          throw error
        }),
      leave,
    ),
    subscription: () => current,
    /** Begins to follow. */
    start: () => source.resume(),
    /** Goes on by other rights: what waits was let through by the former ones. */
    move(next: Subscription): void {
      if (ending || isOver) return
      current = next
      if (next.isResumable && askAnew()) metrics.caughtUp('rights')
      else end(rightsChanged(now().caller.correlationId))
    },
    /** Ends it with an error at once. */
    refuse(error: GraphQLError): void {
      waiting.drop()
      end(error)
    },
    leave,
  }
}

export type Subscriber = ReturnType<typeof subscriber>
