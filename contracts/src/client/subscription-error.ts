import type { GraphQLProblem } from './graphql-result.ts'

/**
 * A subscription has ended and coming back would not help. `code` is one of docs/errors.md, or one of ours: NO_AFTER,
 * NO_CURSOR (the document cannot be resumed), CLOSED (the gateway closed for good), TOO_OFTEN (`retry.attempts` are used
 * up; `cause` is the last one's reason).
 */
export class SubscriptionError extends Error {
  override readonly name = 'SubscriptionError'
  readonly code: string
  /** What the gateway said, where it said it as GraphQL. */
  readonly errors: readonly GraphQLProblem[]

  constructor(
    code: string,
    message: string,
    { errors = [], cause }: { errors?: readonly GraphQLProblem[]; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.code = code
    this.errors = errors
  }
}
