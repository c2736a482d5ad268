import { ZodError } from 'zod'
import { backoff } from './backoff.ts'

/** Why a step failed; the first word of the message that the engine keeps with the incident (WFL-05). */
export type FailureReason = 'OUTAGE' | 'DEADLINE' | 'CONTRACT'

/** A step failed for a technical reason. */
export class StepFailure extends Error {
  readonly reason: FailureReason
  constructor(reason: FailureReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StepFailure'
    this.reason = reason
  }
}

export type FailureReport = {
  errorMessage: string
  errorDetails: string
  retries: number
  retryTimeout: number
}

/** How often a step is tried before it becomes an incident. */
export const defaultRetries = 6

const retryDelay = { base: 500, cap: 30_000 }

const reasonOf = (error: unknown): FailureReason => {
  if (error instanceof StepFailure) return error.reason
  if (error instanceof ZodError) return 'CONTRACT'

  return 'OUTAGE'
}

/**
 * What is told to the engine. An outage or a missed deadline is tried again, later each time; what breaks a
 * contract would break it again, so it becomes an incident at once. `retriesLeft` is null on a first failure.
 */
export function reportOf(
  error: unknown,
  retriesLeft: number | null,
  random: () => number,
  budget: number = defaultRetries,
): FailureReport {
  const reason = reasonOf(error)
  const left = retriesLeft ?? budget
  const text = error instanceof Error ? error.message : String(error)

  return {
    errorMessage: `${reason}: ${text}`.slice(0, 600),
    errorDetails: error instanceof Error ? (error.stack ?? text) : text,
    retries: reason === 'CONTRACT' ? 0 : Math.max(0, left - 1),
    retryTimeout: backoff(Math.max(0, budget - left), random, retryDelay),
  }
}
