import { patient, pause, waitBefore, type Retry } from './backoff.ts'
import { isObject, type GraphQLProblem, type GraphQLResult } from './graphql-result.ts'
import { endedBy, Interruption } from './interruption.ts'
import { SubscriptionError } from './subscription-error.ts'
import type { Asked, Transport } from './transport.ts'

/** An event of a stream. */
export type Followed<Value> = {
  /** What the subscription's one field is. */
  value: Value
  /** Hand it over as `after` to go on behind this event, in this process or another. */
  cursor: string
  /** Fields of it that could not be told; they are null in `value`. */
  errors: readonly GraphQLProblem[]
}

/** Events may be missing from here on. */
export type Gap = {
  /**
   * Why: the gateway's word (TRIMMED, NEW_EPOCH, OTHER_FILTER, FORGED), or NOT_BEGUN: the connection broke before it was
   * said where the stream begins, so that there was no place to go on behind.
   */
  reason: string
  /** Where the stream goes on; undefined until its next event. */
  cursor: string | undefined
}

/** A subscription broke off and comes back by itself. */
export type Return = { code: string; message: string; waitMs: number }

export type Following = {
  /** Begin behind this cursor. */
  after?: string | undefined
  /** Called for each gap, in order with the events. */
  onGap: (gap: Gap) => void
  /** Called when it has come to a place without an event, at its beginning above all: it goes on behind that cursor. */
  onPlaced?: ((cursor: string) => void) | undefined
  /** Called each time that the subscription breaks off and comes back. */
  onReturn?: ((why: Return) => void) | undefined
}

type Parts = Following & {
  transport: Transport
  asked: Asked
  signal: AbortSignal
  retry?: Partial<Retry> | undefined
}

/** An open connection counts as a good one after so long, whether something came or not. Milliseconds. */
const steadyMs = 10_000

/**
 * Follows a stream for as long as it takes: after each break from where it had come, with a new token where one is
 * needed. Throws `SubscriptionError` when coming back does not help.
 */
export async function* follow({
  after,
  onGap,
  onPlaced,
  onReturn,
  ...parts
}: Parts): AsyncGenerator<Followed<unknown>, void> {
  const { transport, asked, signal } = parts
  const retry = { ...patient, ...parts.retry }
  let place = after
  let failures = 0
  let renewals = 0
  let isBegun = false

  mustBeResumable(asked)
  while (!signal.aborted) {
    let openedAt = Infinity
    const opened = (): void => {
      if (isBegun && place === undefined) onGap({ reason: 'NOT_BEGUN', cursor: undefined })
      isBegun = true
      renewals = 0
      openedAt = Date.now()
    }
    try {
      for await (const received of transport.run(asked, { place: () => place, opened, signal })) {
        if ('placed' in received) {
          place = received.placed
          onPlaced?.(place)
          continue
        }
        const { result, id } = received
        const { value, cursor } = read(result, id)
        place = cursor
        failures = 0
        if (value['__typename'] === 'FeedGap') onGap({ reason: String(value['reason']), cursor })
        else yield { value, cursor, errors: result.errors ?? [] }
      }
      return
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof Interruption)) throw error
      if (Date.now() - openedAt >= steadyMs) failures = 0
      if (error.remedy === 'renew') renewals += 1
      if (error.remedy === 'give-up' || renewals > 1)
        throw new SubscriptionError(error.code, error.message, { errors: error.errors, cause: error.cause })
      if (failures >= retry.attempts)
        throw new SubscriptionError('TOO_OFTEN', 'The gateway could not be reached any more.', {
          cause: error,
        })
      const waitMs = waitBefore(retry, { failures, remedy: error.remedy, waitMs: error.waitMs })
      failures += 1
      onReturn?.({ code: error.code, message: error.message, waitMs })
      await pause(waitMs, signal)
    }
  }
}

/** Found out at once, and not when the first connection breaks. */
function mustBeResumable({ query }: Asked): void {
  if (/\$after\b/.test(query)) return

  throw new SubscriptionError(
    'NO_AFTER',
    'Declare `$after: Cursor` and hand it to the field as `after`: a broken connection is resumed by it.',
  )
}

/** The one field's value, and its place. */
function read({ data, errors = [] }: GraphQLResult, id: string | undefined) {
  const [value] = Object.values(data ?? {})
  if (!isObject(value)) throw endedBy(errors)
  const cursor = id ?? value['cursor']
  if (typeof cursor === 'string' && typeof value['__typename'] === 'string') return { value, cursor }

  throw new SubscriptionError(
    'NO_CURSOR',
    'Select `__typename` of the field, `cursor` of its events and `cursor` and `reason` of `FeedGap`.',
  )
}
