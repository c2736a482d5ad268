import type { GraphQLResult } from './graphql-result.ts'

/** A subscription as it is sent. */
export type Asked = {
  query: string
  operationName: string | undefined
  variables: Readonly<Record<string, unknown>>
}

/** One event, where `id` is its cursor if the transport says so; or how far it has come without one. */
export type Received = { result: GraphQLResult; id?: string | undefined } | { placed: string }

export type Running = {
  /** The cursor to go on behind, to be asked for on demand: it grows. */
  place: () => string | undefined
  /** From now on events may come. */
  opened: () => void
  signal: AbortSignal
}

/** A way to the gateway. */
export type Transport = {
  /**
   * Subscribes once: yields what comes, ends when the gateway has completed it or the signal is aborted, and throws
   * `Interruption` when it breaks off.
   */
  run(asked: Asked, running: Running): AsyncGenerator<Received, void>
  /** Lets go of everything. */
  close(): void
}

/** Who connects. */
export type Identity = {
  /** The fields that say it, with a token that was asked for just now. */
  fields(): Promise<Record<string, string>>
  token(): Promise<string | undefined>
}
