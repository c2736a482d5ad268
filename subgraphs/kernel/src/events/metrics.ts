/**
 * Where the event path reports what operators watch: `relay.backlog`, `relay.published`, `consumer.handled`,
 * `consumer.retried`, `consumer.parked`, `consumer.gap`, `projection.lag`, `scheduler.ran`, `scheduler.failed`.
 */
export type Metrics = { observe(name: string, value: number, labels: Readonly<Record<string, string>>): void }

export const noMetrics: Metrics = { observe: () => {} }
