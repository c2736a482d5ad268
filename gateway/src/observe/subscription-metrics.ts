/** Ends what was counted as open; called once. */
export type Ended = () => void

/** What the gateway counts about subscriptions. */
export type SubscriptionMetrics = {
  /** A connection was opened. */
  socket(transport: 'websocket' | 'sse'): Ended
  /** A subscription began. */
  subscription(operation: string, client: string): Ended
  /** Something is followed at its owner. */
  upstream(subgraph: string): Ended
  /** So many more (or fewer) events and bytes wait for clients. */
  buffered(events: number, bytes: number): void
  /** An event was completed for everybody who selects the same. */
  hydrated(): void
  /** An event is on its way to one client; when it happened, in milliseconds since the epoch. */
  sent(occurredAt: number | undefined): void
  /**
   * Something went on behind its last cursor: after a full buffer, after events that had waited too long, by another
   * token or other rights, at an owner that was away.
   */
  caughtUp(reason: 'full' | 'late' | 'token' | 'rights' | 'owner'): void
  /** A client was told that events are missing. */
  gap(reason: string): void
  /** A connection has ended: by a code of WebSocket, or what ended a stream of server-sent events. */
  closed(transport: 'websocket' | 'sse', code: string): void
}

const nothing = (): void => {}

export const noSubscriptionMetrics: SubscriptionMetrics = {
  socket: () => nothing,
  subscription: () => nothing,
  upstream: () => nothing,
  buffered: nothing,
  hydrated: nothing,
  sent: nothing,
  caughtUp: nothing,
  gap: nothing,
  closed: nothing,
}
