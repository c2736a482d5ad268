import type { GraphQLFormattedError } from 'graphql'
import type { Operation } from '../operation.ts'

/** How long the answer of a fetch may be kept, for whom, and which types' events end it earlier. */
export type CachePolicy = {
  /** Seconds. */
  maxAge: number
  /** PUBLIC within the tenant; PRIVATE for the actor alone. */
  scope: 'PUBLIC' | 'PRIVATE'
  types: readonly string[]
}

/** One planned call of a subgraph. */
export type SubgraphRequest = {
  subgraph: string
  kind: 'query' | 'mutation'
  document: string
  operationName: string | undefined
  variables: Record<string, unknown>
  /** Undefined where the answer must not be kept. */
  cache: CachePolicy | undefined
  /** Read after it was asked: the answer of an equal call that began before will not do. */
  isFresh?: boolean
}

export type SubgraphAnswer = {
  data: Record<string, unknown> | null
  errors?: readonly GraphQLFormattedError[]
}

/** Calls a subgraph on behalf of an operation. Throws FetchFailed when there is no answer. */
export type SubgraphFetch = (request: SubgraphRequest, operation: Operation) => Promise<SubgraphAnswer>

/** A subgraph gave no answer; the executor tells each field that is missing for it. The message is for clients. */
export class FetchFailed extends Error {
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'DEADLINE_EXCEEDED'

  constructor(code: FetchFailed['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FetchFailed'
    this.code = code
  }
}
