import { FetchFailed } from '../execute/subgraph-fetch.ts'
import type { Operation } from '../operation.ts'

/** Why a call has no answer. */
export type Fault =
  /** No connection, or it broke before the answer began. The only fault after which a query is repeated. */
  | 'connection'
  /** It broke after the answer had begun. */
  | 'broken'
  /** The answer did not begin, or did not go on, in time. */
  | 'slow'
  /** What came is no GraphQL answer, or the status says that the subgraph failed. */
  | 'invalid'
  /** The subgraph's HTTP layer would not have this request (4xx), or its answer is too large. */
  | 'unfit'
  /** Too many calls wait already. */
  | 'crowded'
  /** It failed so often that it is left alone for a while. */
  | 'resting'
  /** The operation's time is over. */
  | 'deadline'
  /** Nobody waits any more. */
  | 'cancelled'

/** A fault of this kind says that the subgraph is ill; the others say something of the request or of its client. */
export const isIllness = (fault: Fault): boolean => illnesses.has(fault)

const illnesses: ReadonlySet<Fault> = new Set(['connection', 'broken', 'slow', 'invalid'])

/** A call without an answer. The message is for clients, the cause for us. */
export class CallFailed extends FetchFailed {
  readonly fault: Fault

  constructor(fault: Fault, message: string, cause?: unknown) {
    super(fault === 'deadline' ? 'DEADLINE_EXCEEDED' : 'SUBGRAPH_UNAVAILABLE', message, { cause })
    this.name = 'CallFailed'
    this.fault = fault
  }
}

export type Failing = (
  fault: Fault,
  request: { subgraph: string; kind: 'query' | 'mutation' },
  cause?: unknown,
) => CallFailed

/** Makes the errors that clients get: which subgraph it is about is told in development only. */
export function failing(development: boolean): Failing {
  return (fault, { subgraph, kind }, cause) => {
    if (fault === 'deadline') return new CallFailed(fault, tooLate, cause)
    const service = development ? `The ${subgraph} service` : 'A service that knows a part of the answer'
    const sent = kind === 'mutation' && isIllness(fault)

    return new CallFailed(
      fault,
      `${service} does not answer at the moment; ${sent ? unsure : 'what it would have told is missing. Try again.'}`,
      cause,
    )
  }
}

const tooLate =
  'This took too long and was given up; a command may still have been carried out. Repeat it with the same idempotency key.'
const unsure = 'a command may have been carried out all the same. Repeat it with the same idempotency key.'

/** Why an operation goes on no longer: its time is over, or its client has left. */
export const endOf = ({ signal, deadlineAt }: Pick<Operation, 'signal' | 'deadlineAt'>): Fault =>
  isTimeout(signal.reason) || Date.now() >= deadlineAt ? 'deadline' : 'cancelled'

const isTimeout = (reason: unknown): boolean =>
  typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'TimeoutError'

/** Whether nothing may be begun for an operation any more. */
export const isOver = ({ signal, deadlineAt }: Pick<Operation, 'signal' | 'deadlineAt'>): boolean =>
  signal.aborted || Date.now() >= deadlineAt
