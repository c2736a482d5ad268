import type { ExecutionResult, GraphQLError } from 'graphql'
import { codeOf, maskedError } from '../errors.ts'
import type { Executed } from '../execute/execute.ts'
import type { SubscriptionMetrics } from '../observe/subscription-metrics.ts'
import type { Operation } from '../operation.ts'
import { boundedBuffer } from './bounded-buffer.ts'
import { errorOf, rightsChanged, tooSlow } from './end-error.ts'
import type { Hydrate } from './hydration.ts'
import type { End, Follow } from './leg.ts'
import { relay } from './relay.ts'
import type { SubscriptionSettings } from './settings.ts'
import type { Subscription } from './subscription.ts'
import type { UpstreamEvent } from './upstream-event.ts'

/** One event as its client selected it. */
export type Delivery = { result: ExecutionResult; cursor: string | undefined }

type Parts = {
  subscription: Subscription
  /** Follows its upstream; asked again whenever it has to go on elsewhere. */
  follow: (subscription: Subscription) => Follow<UpstreamEvent>
  hydrate: Hydrate
  /** On behalf of whom, at this moment; over when the signal is aborted. */
  operation: (signal: AbortSignal) => Operation
  settings: Pick<SubscriptionSettings, 'bufferedEvents' | 'bufferedBytes' | 'overlapMs'>
  metrics: SubscriptionMetrics
  left: () => void
}

/** So many events are completed at a time; they are sent in order. */
const ahead = 8

/**
 * One client's subscription: events wait in a bounded buffer until the client has taken those before. When the
 * buffer is full, nothing more is taken in and the place is kept; once the client has read on, the rest is fetched
 * from behind that place. Without cursors that cannot be, and the subscription ends with SUBSCRIBER_TOO_SLOW.
 */
export function subscriber({ subscription, follow, hydrate, operation, settings, metrics, left }: Parts) {
  const buffer = boundedBuffer<UpstreamEvent>(
    { items: settings.bufferedEvents, bytes: settings.bufferedBytes },
    metrics.buffered,
  )
  const controller = new AbortController()
  const now = (): Operation => operation(controller.signal)
  let current = subscription
  let inHand: { event: UpstreamEvent; result: Promise<Executed | undefined> }[] = []
  /** The event that was handed out last. */
  let handed: UpstreamEvent | undefined
  let isBehind = false
  let ending: { error: GraphQLError | undefined } | undefined
  let isOver = false
  let waiting: PromiseWithResolvers<void> | undefined

  const wake = (): void => {
    waiting?.resolve()
    waiting = undefined
  }
  const end = (error?: GraphQLError): void => {
    if (ending || isOver) return
    ending = { error }
    source.close()
    wake()
  }
  const drop = (): void => {
    inHand = []
    buffer.clear()
  }
  const leave = (): void => {
    if (isOver) return
    isOver = true
    source.close()
    drop()
    controller.abort()
    wake()
    left()
  }

  const take = (event: UpstreamEvent): boolean => {
    if (buffer.push(event)) {
      wake()
      return true
    }
    if (source.place() === undefined || !current.isResumable) end(tooSlow(now().caller.correlationId))
    else isBehind = true

    return false
  }
  const ended = (why: End): void => {
    const { correlationId } = now().caller
    if (isWithdrawal(why)) drop()
    end(errorOf(why, current.primary.subgraph, correlationId))
  }
  const source = relay<UpstreamEvent>({
    follow: follow(subscription),
    after: subscription.after,
    take,
    ended,
    overlapMs: settings.overlapMs,
  })

  const fill = (): void => {
    while (inHand.length < ahead) {
      const event = buffer.shift()
      if (!event) break
      const result = hydrate(event, current, now())
      result.catch(() => {})
      inHand.push({ event, result })
    }
    if (!isBehind || !buffer.isLow()) return
    isBehind = false
    metrics.caughtUp('full')
    source.resume()
  }
  const next = async (): Promise<IteratorResult<Delivery, undefined>> => {
    for (;;) {
      if (isOver) return over
      fill()
      const first = inHand[0]
      if (!first) {
        if (ending) return settle(ending)
        waiting ??= Promise.withResolvers()
        await waiting.promise
        continue
      }
      const executed = await first.result
      if (isOver || inHand[0] !== first || !executed) continue
      inHand.shift()
      handed = first.event
      const { cursor, gap, occurredAt } = first.event
      if (gap !== undefined) metrics.gap(gap)
      metrics.sent(occurredAt)

      return { value: { result: told(executed, now().caller.correlationId), cursor }, done: false }
    }
  }
  const settle = ({ error }: NonNullable<typeof ending>): typeof over => {
    leave()
    if (error) throw error
    return over
  }

  const deliveries: AsyncGenerator<Delivery, undefined> = {
    next: () =>
      next().catch((error: unknown) => {
        leave()
        throw error
      }),
    async return() {
      leave()
      return over
    },
    async throw(error: unknown) {
      leave()
      throw error
    },
    async [Symbol.asyncDispose]() {
      leave()
    },
    [Symbol.asyncIterator]: () => deliveries,
  }

  return {
    deliveries,
    subscription: () => current,
    /** Begins to follow. */
    start: () => source.resume(),
    /**
     * Goes on by other rights, behind what was handed out last. What waits was let through by the former ones and
     * is fetched again, but for the first event of all where nothing else tells the place.
     */
    move(next: Subscription): void {
      if (ending || isOver) return
      const begun = handed ? handed.cursor : subscription.after
      const first = inHand[0]?.event ?? buffer.shift()
      drop()
      const place = begun ?? (handed ? undefined : first?.cursor)
      if (!next.isResumable || (place === undefined && (handed ?? first)))
        return end(rightsChanged(now().caller.correlationId))
      if (begun === undefined && first) buffer.push(first)
      isBehind = false
      current = next
      metrics.caughtUp('rights')
      source.move(follow(next), place)
      source.resume()
    },
    /** Ends it with an error at once. */
    refuse(error: GraphQLError): void {
      drop()
      end(error)
    },
    leave,
  }
}

export type Subscriber = ReturnType<typeof subscriber>

const over = { value: undefined, done: true } as const

/** What was permitted when it came may not be any more. */
const isWithdrawal = (end: End): boolean =>
  end.kind === 'forbidden' ||
  (end.kind === 'refused' && ['DENIED', 'FORBIDDEN', 'UNAUTHENTICATED'].includes(codeOf(end.error)))

function told({ data, errors = [] }: Executed, correlationId: string): ExecutionResult {
  const masked = errors.map((error) => maskedError(error.toJSON(), correlationId))

  return { data, ...(masked.length > 0 && { errors: masked }) }
}
