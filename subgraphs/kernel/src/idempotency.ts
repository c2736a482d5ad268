import { createHash } from 'node:crypto'
import type { UnitOfWork } from './database.ts'
import type { Result } from './command.ts'

/** The scope of a key: the same key of another client or for another operation is another key (CNF-05). */
export type KeyScope = { clientId: string; operation: string; key: string }

/** What is known of a key. */
export type KnownKey =
  | { state: 'NEW' }
  | { state: 'DONE'; response: Result }
  | { state: 'OTHER_PAYLOAD' }
  | { state: 'EXPIRED' }

export const keptFor = 30 * 24 * 3_600_000

type Row = { request_hash: string; response: Result | null; expires_at: Date | null }

/** Looks a key up; a known one is replayed, with whatever it answered (M1, M4). */
export async function lookUp(
  uow: UnitOfWork,
  scope: KeyScope,
  requestHash: string,
  now: Date,
): Promise<KnownKey> {
  const [row] = await uow.sql<Row>(
    `select request_hash, response, expires_at from idempotency_record
     where tenant_id = $1 and client_id = $2 and operation = $3 and key = $4`,
    [uow.tenantId, scope.clientId, scope.operation, scope.key],
  )
  if (!row) return { state: 'NEW' }
  if (row.request_hash !== requestHash) return { state: 'OTHER_PAYLOAD' }
  if (row.response === null || (row.expires_at && row.expires_at <= now)) return { state: 'EXPIRED' }

  return { state: 'DONE', response: row.response }
}

/** Takes the key for this transaction; false when a twin holds it at this moment (M3). */
export async function takeKey(uow: UnitOfWork, scope: KeyScope): Promise<boolean> {
  const [row] = await uow.sql<{ taken: boolean }>('select pg_try_advisory_xact_lock($1) as taken', [
    lockNumber([uow.tenantId, scope.clientId, scope.operation, scope.key]),
  ])

  return row?.taken ?? false
}

/** 64 bits of a hash, as the signed integer that an advisory lock takes. */
function lockNumber(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest().readBigInt64BE().toString()
}
