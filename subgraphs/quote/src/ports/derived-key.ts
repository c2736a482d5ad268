import type { Gather } from '@pactwork/kernel/command'
import { hashOf } from '@pactwork/kernel/hash'

/**
 * The idempotency key of a question to another context: the same command asked again with the same content finds
 * the answer of before, another caller or content never does.
 */
export const derivedKey = ({ actor, idempotencyKey }: Gather, operation: string, input: unknown): string =>
  hashOf({ operation, input, by: actor.id, clientId: actor.clientId, idempotencyKey })
