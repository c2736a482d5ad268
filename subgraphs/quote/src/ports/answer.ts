import { EvidenceUnavailable } from '@pactwork/kernel/errors'
import { z } from 'zod'

/** A refusal of another context's command. */
export const refusal = z.object({ code: z.string(), message: z.string() })

const notNow = new Set(['EVIDENCE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'CONCURRENT_CHANGE'])

/** Why another context refused; what only means "not now" is an outage and is never stored (M1). */
export function refusedBy(context: string, { code, message }: z.infer<typeof refusal>): { refused: string } {
  if (notNow.has(code)) throw new EvidenceUnavailable(context, new Error(message))

  return { refused: `${code}: ${message}` }
}
