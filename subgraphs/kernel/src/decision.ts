/** One thing that is wrong, where, and how grave (CAP-24). */
export type Violation = {
  readonly code: string
  readonly path: string
  readonly message: string
  readonly severity: 'ERROR' | 'BLOCKER' | 'WARNING' | 'MANUAL_REVIEW' | 'EXTERNAL_PENDING'
}

/** The facts a rejection carries: they fill its message and the fields of its GraphQL type. */
export type Details = Readonly<Record<string, unknown>>

/** The expected business answer "no": a value, never thrown by a decider. */
export type Rejected = {
  readonly kind: 'rejected'
  readonly code: string
  readonly details: Details
  readonly violations: readonly Violation[]
}

export type Accepted<Event> = { readonly kind: 'accepted'; readonly events: readonly Event[] }

/** What a pure decider says of a command: the facts that follow, or why not. */
export type Decision<Event> = Accepted<Event> | Rejected

/** The command happens; these are its facts, in order. No event at all means: nothing to change. */
export const accept = <Event>(...events: Event[]): Accepted<Event> => ({ kind: 'accepted', events })

/** The command is refused with a documented code of `contracts/errors`. */
export const reject = (
  code: string,
  details: Details = {},
  violations: readonly Violation[] = [],
): Rejected => ({
  kind: 'rejected',
  code,
  details,
  violations,
})

export const isRejected = (decision: { readonly kind: string }): decision is Rejected =>
  decision.kind === 'rejected'

/** A transition table: from a state, what may follow. Code, docs, SDL and the exhaustive test read this one. */
export type Transitions<State extends string> = Readonly<Record<State, readonly State[]>>

/** Whether a table lets `from` become `to`. */
export const mayBecome = <State extends string>(table: Transitions<State>, from: State, to: State): boolean =>
  table[from].includes(to)
