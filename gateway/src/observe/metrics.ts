import { noSubscriptionMetrics, type SubscriptionMetrics } from './subscription-metrics.ts'

type OperationFacts = {
  /** The operation's name, `unnamed` without one. */
  name: string
  client: string
  kind: 'query' | 'mutation' | 'subscription' | 'unknown'
  milliseconds: number
  codes: readonly string[]
  cost: number | undefined
}

type FetchFacts = {
  subgraph: string
  milliseconds: number
  outcome: 'answered' | 'unavailable' | 'deadline' | 'cancelled' | 'invalid'
}

/** What the gateway counts about itself; each part is given these functions and knows no library. */
export type Metrics = {
  operation(facts: OperationFacts): void
  /** A prepared operation was found (true) or had to be planned, in so many milliseconds. */
  planned(hit: boolean, milliseconds?: number): void
  fetched(facts: FetchFacts): void
  /** A fetch waited for an identical one instead of going out. */
  joined(subgraph: string): void
  /** So many places wanted an entity; so many distinct entities were asked for. */
  deduplicated(subgraph: string, representations: number, sent: number): void
  retried(subgraph: string): void
  breaker(subgraph: string, state: 'closed' | 'open' | 'half-open'): void
  cache(outcome: 'hit' | 'miss' | 'stored' | 'unavailable'): void
  /** An operation was refused before anything was fetched. */
  refused(code: string, client: string): void
  supergraph(outcome: 'loaded' | 'refused' | 'unreachable'): void
  subscriptions: SubscriptionMetrics
}

const nothing = (): void => {}

/** Counts nothing; for tests and tools. */
export const noMetrics: Metrics = {
  operation: nothing,
  planned: nothing,
  fetched: nothing,
  joined: nothing,
  deduplicated: nothing,
  retried: nothing,
  breaker: nothing,
  cache: nothing,
  refused: nothing,
  supergraph: nothing,
  subscriptions: noSubscriptionMetrics,
}
