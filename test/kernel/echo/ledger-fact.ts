import type { Envelope } from '@pactwork/contracts/events/define'
import type { Actor } from '@pactwork/kernel/actor'
import { newId } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'

type LedgerFact = {
  type: 'LineNoted' | 'LineStruck'
  payload: Record<string, unknown>
  /** A ledger of its own, and its first fact, unless said. */
  ledger?: string
  version?: number
  source?: string
}

/** A fact of a ledger as it comes from a topic, without a command that made it. */
export const ledgerFact = (
  actor: Actor,
  { type, payload, ledger = newId('led'), version = 1, source = 'echo' }: LedgerFact,
): Envelope => ({
  eventId: newUuid(),
  type,
  schemaVersion: 1,
  source,
  tenantId: actor.tenantId,
  aggregateType: 'Ledger',
  aggregateId: ledger,
  aggregateVersion: version,
  occurredAt: new Date().toISOString(),
  correlationId: newUuid(),
  causationId: newUuid(),
  actor: { kind: 'user', id: actor.id },
  processBusinessKey: null,
  payload,
})
