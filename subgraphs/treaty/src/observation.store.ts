import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'

import { compare } from './finding.ts'
import type { Handoff } from './handoff.ts'
import type { Observation } from './observation.ts'

type Noted = {
  readonly system: string
  readonly key: string
  readonly source: 'ANSWER' | 'CALLBACK' | 'FINDING'
  readonly seen: Observation
  readonly at: Date
  readonly nonce?: string
}

/** Keeps what was seen, with the comparison to what we held then (REC-01). Without a handoff it is parked. */
export async function keepObservation(
  uow: UnitOfWork,
  handoff: Handoff | undefined,
  noted: Noted,
): Promise<void> {
  const finding = handoff && compare(handoff, noted.seen)
  await uow.sql(
    `insert into external_observation (tenant_id, observation_id, handoff_id, target_system, idempotency_key, source,
       nonce, observed_type, observed, body_hash, result, external_belief, local_belief, divergence, action, observed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      uow.tenantId,
      newUuid(),
      handoff ? uuidOf('hof', handoff.id) : null,
      noted.system,
      noted.key,
      noted.source,
      noted.nonce ?? null,
      noted.seen.type,
      noted.seen,
      noted.seen.bodyHash ?? null,
      finding?.result ?? null,
      finding?.externalBelief ?? null,
      finding?.localBelief ?? null,
      finding?.divergence ?? null,
      finding?.action ?? null,
      noted.at,
    ],
  )
}

/** Gives a new handoff what was parked for its key. True when there was something: ask before sending then. */
export async function adoptParked(uow: UnitOfWork, handoff: Handoff): Promise<boolean> {
  const parked = await uow.sql<{ observation_id: string }>(
    `update external_observation set handoff_id = $4
     where tenant_id = $1 and target_system = $2 and idempotency_key = $3 and handoff_id is null
     returning observation_id`,
    [uow.tenantId, handoff.system, handoff.key, uuidOf('hof', handoff.id)],
  )

  return parked.length > 0
}
