import { GraphQLError } from 'graphql'
import { reject, type Details, type Rejected, type Violation } from './decision.ts'

/** Unwinds a handler with a rejection; command() turns it back into a value. Never leaves the kernel. */
export class RejectedSignal extends Error {
  readonly rejected: Rejected
  constructor(rejected: Rejected) {
    super(rejected.code)
    this.name = 'RejectedSignal'
    this.rejected = rejected
  }
}

/** Ends the handler as refused; what it wrote so far is rolled back, the refusal is stored and audited. */
export function refuse(code: string, details: Details = {}, violations: readonly Violation[] = []): never {
  throw new RejectedSignal(reject(code, details, violations))
}

/** Answers exactly as if the thing did not exist: for what is missing and for what is not the caller's (M5). */
export const rejectMissing = (what = 'object'): never => refuse('NOT_FOUND', { what })

/** Who you are does not permit this. A GraphQL error outside, a line in the security log inside. */
export class Denied extends GraphQLError {
  constructor(message: string, code: 'DENIED' | 'UNAUTHENTICATED' = 'DENIED') {
    super(message, { extensions: { code } })
    this.name = 'Denied'
  }
}

export function denied(permission: string): never {
  throw new Denied(
    `This needs the permission ${permission}. Ask an administrator of your tenant for a role that has it.`,
  )
}

/** An argument of a query cannot be used: a GraphQL error that says which and why. */
export function badInput(message: string): never {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}

/** A dependency could not be asked. Becomes the rejection EVIDENCE_UNAVAILABLE, never stored under the key (M1). */
export class EvidenceUnavailable extends Error {
  readonly source: string
  constructor(source: string, cause: unknown) {
    super(
      `The ${source} service could not be asked: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    )
    this.name = 'EvidenceUnavailable'
    this.source = source
  }
}

/** A bug or an outage: masked outside, logged with the correlation id inside. */
export class Fault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Fault'
  }
}
