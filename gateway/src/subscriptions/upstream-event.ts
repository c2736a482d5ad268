import type { FormattedExecutionResult } from 'graphql'
import { noted, type Noted } from '../plan/feed.ts'
import type { Entry } from './entries.ts'
import type { Hydration } from './hydration.ts'
import type { Subscription } from './subscription.ts'

/** What an owner sent, once for all that follow it. */
export type UpstreamEvent = Noted & {
  value: FormattedExecutionResult
  bytes: number
  /** When it came, by `performance.now()`. */
  at: number
  /** What the others know of it, by the view for which they were asked. */
  hydrations: Map<string, Hydration>
  /** Of a feed's entries. */
  entry?: Entry
}

export const upstreamEvent = (
  { prepared }: Pick<Subscription, 'prepared'>,
  value: FormattedExecutionResult,
): UpstreamEvent => ({
  ...noted(prepared.feed, value.data),
  value,
  bytes: JSON.stringify(value).length,
  at: performance.now(),
  hydrations: new Map(),
})
