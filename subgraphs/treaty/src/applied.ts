import type { Result } from '@pactwork/kernel/command'
import { Fault } from '@pactwork/kernel/errors'
import { isRejection } from '@pactwork/kernel/rejection'
import type { Applied } from './advance.ts'

/** Refusals that say nothing of the business: the outcome did not arrive, and must not count as told. */
const ours = new Set(['NOT_FOUND', 'INVALID_INPUT', 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD'])

/**
 * Whether a context took an outcome in. A business refusal is IMPOSSIBLE and goes to people; a refusal that is our
 * own mistake is thrown, so that the due work alarms and tries on instead of forgetting the outcome.
 */
export function applied(result: Result): Applied {
  if (!isRejection(result)) return 'APPLIED'
  if (ours.has(result.code)) throw new Fault(`An outcome could not be told: ${result.code} ${result.message}`)

  return 'IMPOSSIBLE'
}
