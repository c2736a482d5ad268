/**
 * Wake-ups within and between processes. They only save waiting: everything that is woken also looks by itself
 * from time to time, so a lost wake-up costs a moment and never a fact.
 *
 * Sent after the commit, never inside a transaction: NOTIFY takes a lock over the whole database until commit
 * and would serialise every command (M14). Repeats within some milliseconds are one.
 */
export type Channel = 'relay' | 'scheduler' | 'feed'

type Listener = (subject: string) => void
type Carrier = (channel: Channel, subject: string) => void

const pause = 5
const listeners = new Map<Channel, Set<Listener>>()
const pending = new Map<string, NodeJS.Timeout>()
let carry: Carrier | undefined

/** The context's relay has something to publish. Called after each commit that wrote facts. */
export const wakeRelay = (context: string): void => wake('relay', context)

/** Work of the context may be due now. */
export const wakeScheduler = (context: string): void => wake('scheduler', context)

/** A feed of a tenant has grown. The tenant is the UUID that stands in SQL. */
export const wakeFeed = (feed: string, tenantId: string): void => wake('feed', `${feed}/${tenantId}`)

/** Calls `listener` for wake-ups of this process and, where signals are connected, of every other one. */
export function onWake(channel: Channel, listener: Listener): () => void {
  const known = listeners.get(channel) ?? new Set<Listener>()
  listeners.set(channel, known.add(listener))

  return () => void known.delete(listener)
}

/** Delivers a wake-up to this process only. */
export function deliver(channel: Channel, subject: string): void {
  for (const listener of listeners.get(channel) ?? []) listener(subject)
}

/** Connects the wake-ups of this process to the other ones; `undefined` disconnects. */
export function carryWith(carrier: Carrier | undefined): void {
  carry = carrier
}

function wake(channel: Channel, subject: string): void {
  deliver(channel, subject)
  const key = `${channel}:${subject}`
  if (!carry || pending.has(key)) return

  const timer = setTimeout(() => {
    pending.delete(key)
    carry?.(channel, subject)
  }, pause)
  timer.unref()
  pending.set(key, timer)
}
