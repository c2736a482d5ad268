import { hash } from 'node:crypto'
import { getArgumentValues } from 'graphql'
import type { FetchStep } from '../execute/step.ts'
import type { Keyed } from '../plan/plan-cache.ts'
import type { Prepared } from '../plan/prepare.ts'
import type { ServedGraph } from '../served-graph.ts'
import type { Caller } from '../trust/caller.ts'

/** What was asked, read and found to be a subscription. */
export type AskedSubscription = Keyed & { variables: Readonly<Record<string, unknown>> }

/** A validated subscription, planned for the rights of one caller. */
export type Subscription = {
  /** The graph that it began with, and stays with. */
  served: ServedGraph
  asked: AskedSubscription
  /** How each of its events is completed by the others. */
  prepared: Prepared
  /** Who is subscribed to. */
  primary: FetchStep
  /** The cursor that its client begins behind. */
  after: string | undefined
  /** It follows a feed from now on: whoever begins later sees the same from there. */
  isLive: boolean
  /** Each event has a cursor to go on behind. */
  isResumable: boolean
  /** Equal for those that select the same by the same variables. */
  view: string
}

/** Plans what was asked, by the rights that its caller has now. Throws GraphQLError where they are too few. */
export function planned(
  served: ServedGraph,
  asked: AskedSubscription,
  caller: Caller,
  lastEventId?: string,
): Subscription {
  const prepared = served.plans.prepare(asked, served.restrictionFor(caller))
  const { primary, feed, variables } = prepared
  if (!primary) throw new TypeError('The planner made no subscription plan.')
  const given = feed && getArgumentValues(feed.field, feed.node, variables)
  const after = feed && (lastEventId ?? given?.['after'])

  return {
    served,
    asked,
    prepared,
    primary,
    after: typeof after === 'string' && after !== '' ? after : undefined,
    isLive: feed !== undefined && !after && !given?.['last'],
    isResumable: feed?.cursors.every((key) => primary.document.includes(key)) ?? false,
    view: digest([asked.key, asked.operationName, variables]),
  }
}

/** Equal for subscriptions of the same part of the owner by the same variables, of the same graph. */
export const keyOf = (subscription: Subscription): string =>
  digest([
    subscription.served.graph.hash,
    subscription.primary.subgraph,
    subscription.primary.document,
    ownerVariables(subscription, undefined),
  ])

/** Short: it is kept for each that is open. */
const digest = (parts: readonly unknown[]): string => hash('sha256', JSON.stringify(parts), 'base64url')

/** The variables of its owner's part, to begin behind a cursor or where its client wanted to. */
export function ownerVariables(
  { primary, prepared: { variables, feed } }: Pick<Subscription, 'primary' | 'prepared'>,
  after: string | undefined,
): Record<string, unknown> {
  const all = feed && after !== undefined ? { ...variables, [feed.after]: after } : variables

  return Object.fromEntries(primary.variables.filter((name) => name in all).map((name) => [name, all[name]]))
}
