import type { ExecutionResult } from 'graphql'
import { maskedError } from '../errors.ts'
import type { Executed } from '../execute/execute.ts'

/** One event as its client selected it, with the place behind it. */
export type Delivery = { result: ExecutionResult; cursor: string | undefined }

/** What of a completed event is told outside. */
export function told({ data, errors = [] }: Executed, correlationId: string): ExecutionResult {
  const masked = errors.map((error) => maskedError(error.toJSON(), correlationId))

  return { data, ...(masked.length > 0 && { errors: masked }) }
}
