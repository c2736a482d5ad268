import { GraphQLError } from 'graphql'

/** How many milliseconds the caller waits for an answer from now on; the gateway sends it with each call. */
const deadlineHeader = 'x-pactwork-deadline'

/** Until when somebody waits for an answer, by this process' `performance.now()`. */
export type Deadline = number

/** Of what nobody waits for, or for as long as it takes. */
export const noDeadline: Deadline = Number.POSITIVE_INFINITY

/** The deadline of a call that has just come in; what is no number of milliseconds sets none. */
export function deadlineOf(headers: Readonly<Record<string, unknown>>): Deadline {
  const left = headers[deadlineHeader]

  return typeof left === 'string' && /^\d{1,9}$/.test(left) ? performance.now() + Number(left) : noDeadline
}

/** Nobody waits for the answer any more: what was asked is not carried out, or not to its end. */
export class DeadlineExceeded extends GraphQLError {
  constructor() {
    super('The time for an answer is over.', { extensions: { code: 'DEADLINE_EXCEEDED' } })
    this.name = 'DeadlineExceeded'
  }
}

/** Throws DeadlineExceeded when the time is over. */
export function ensureInTime(deadline: Deadline): void {
  if (performance.now() >= deadline) throw new DeadlineExceeded()
}
