import { tokenEvents, type TokenEvent } from '@pactwork/contracts/events/access'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { evolve, type Token } from './token.ts'

type Row = {
  id: string
  version: number
  user_id: string
  client_id: string
  issued_at: Date
  expires_at: Date
  revoked_at: Date | null
}

const columns = 'id, version, user_id, client_id, issued_at, expires_at, revoked_at'

const tokenOf = (row: Row): Token => ({
  id: idOf('tok', row.id),
  version: row.version,
  userId: idOf('usr', row.user_id),
  clientId: row.client_id,
  issuedAt: row.issued_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
})

export const tokens = aggregate<Token, TokenEvent>({
  kind: 'tok',
  type: 'Token',
  events: tokenEvents,
  evolve,
  async load({ sql, tenantId }, id) {
    const [row] = await sql<Row>(
      `select ${columns} from issued_token where tenant_id = $1 and id = $2 for no key update`,
      [tenantId, uuidOf('tok', id)],
    )
    return row && tokenOf(row)
  },
  async save({ sql, tenantId }, token) {
    await sql(
      `insert into issued_token (tenant_id, id, version, user_id, client_id, issued_at, expires_at, revoked_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (tenant_id, id) do update set version = excluded.version, revoked_at = excluded.revoked_at`,
      [
        tenantId,
        uuidOf('tok', token.id),
        token.version,
        uuidOf('usr', token.userId),
        token.clientId,
        token.issuedAt,
        token.expiresAt,
        token.revokedAt,
      ],
    )
  },
})

/** The tokens of a user that still open doors. */
export async function liveTokens(
  { sql, tenantId }: UnitOfWork,
  userId: string,
  now: Date,
): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'select id from issued_token where tenant_id = $1 and user_id = $2 and expires_at > $3 and revoked_at is null order by id',
    [tenantId, uuidOf('usr', userId), now],
  )

  return rows.map((row) => idOf('tok', row.id))
}

export type Revocation = { tokenId: string; userId: string; revokedAt: Date; expiresAt: Date }

/** What was revoked since a moment and is not expired yet. */
export async function revokedSince(
  { sql, tenantId }: UnitOfWork,
  since: Date,
  now: Date,
): Promise<Revocation[]> {
  const rows = await sql<{ id: string; user_id: string; revoked_at: Date; expires_at: Date }>(
    `select id, user_id, revoked_at, expires_at from issued_token
     where tenant_id = $1 and revoked_at is not null and revoked_at >= $2 and expires_at > $3 order by revoked_at`,
    [tenantId, since, now],
  )

  return rows.map((row) => ({
    tokenId: idOf('tok', row.id),
    userId: idOf('usr', row.user_id),
    revokedAt: row.revoked_at,
    expiresAt: row.expires_at,
  }))
}
