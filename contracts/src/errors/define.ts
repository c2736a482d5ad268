/** One stable code a caller may meet: what happened and what to do next (API-03). */
export type ErrorDefinition = {
  /** A sentence; `{name}` stands for a detail of the rejection. */
  readonly message: string
  /** What the caller can do about it. */
  readonly todo: string
  /** The GraphQL type that carries it, where the caller needs more than code and message. */
  readonly type?: string
}

/** Declares the codes of a context. A code is never renamed and never means something else later. */
export function defineErrors<const Errors extends Record<string, ErrorDefinition>>(errors: Errors): Errors {
  return errors
}
