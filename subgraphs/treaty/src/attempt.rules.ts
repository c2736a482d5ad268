import { reject, type Rejected } from '@pactwork/kernel/decision'

import type { Handoff } from './handoff.ts'

/** What a request leads to, given the latest handoff of the same order, line, system and purpose. */
export type RequestStep = 'CREATE' | 'RETURN' | 'ADOPT' | 'RESUME'

/**
 * A repeated request finds its handoff; a new attempt opens only after the last one ended without an effect
 * (CNF-11). What fell out is resumed under its old key, because its effect may exist.
 */
export function requestStep(
  latest: Handoff | undefined,
  asked: { readonly attempt: number; readonly requestHash: string },
): RequestStep | Rejected {
  if (latest === undefined) return 'CREATE'

  if (asked.attempt < latest.attempt)
    return reject('HANDOFF_ATTEMPT_PASSED', { attempt: asked.attempt, latest: latest.attempt })
  if (asked.attempt > latest.askedAttempt && endedWithoutEffect(latest)) return 'CREATE'

  if (asked.requestHash !== latest.requestHash) return reject('HANDOFF_KEY_CONFLICT', { key: latest.key })
  if (asked.attempt <= latest.askedAttempt) return 'RETURN'
  if (latest.state === 'COMPLETED') return reject('HANDOFF_ALREADY_COMPLETED', { key: latest.key })

  return latest.state === 'FALLOUT' ? 'RESUME' : 'ADOPT'
}

const endedWithoutEffect = ({ state }: Handoff): boolean => state === 'REJECTED' || state === 'CANCELLED'
