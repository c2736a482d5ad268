import { userEvents, type UserEvent } from '@pactwork/contracts/events/access'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { administrator, evolve, type User } from './user.ts'

type Row = { id: string; version: number; slug: string; roles: string[]; groups: string[]; created_at: Date }

const userOf = ({ created_at: createdAt, ...row }: Row): User => ({
  ...row,
  id: idOf('usr', row.id),
  createdAt,
})
const columns = 'id, version, slug, roles, groups, created_at'

export const users = aggregate<User, UserEvent>({
  kind: 'usr',
  type: 'User',
  events: userEvents,
  evolve,
  async load({ sql, tenantId }, id) {
    const [row] = await sql<Row>(
      `select ${columns} from user_account where tenant_id = $1 and id = $2 for no key update`,
      [tenantId, uuidOf('usr', id)],
    )
    return row && userOf(row)
  },
  async save({ sql, tenantId }, user) {
    await sql(
      `insert into user_account (tenant_id, id, version, slug, roles, groups, created_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, id) do update set version = excluded.version, roles = excluded.roles, groups = excluded.groups`,
      [tenantId, uuidOf('usr', user.id), user.version, user.slug, user.roles, user.groups, user.createdAt],
    )
  },
})

/** The one place of the context where names of people stand (M17). */
export async function keepDisplayName(
  { sql, tenantId }: UnitOfWork,
  userId: string,
  displayName: string,
): Promise<void> {
  await sql('insert into personal_detail (tenant_id, user_id, display_name) values ($1, $2, $3)', [
    tenantId,
    uuidOf('usr', userId),
    displayName,
  ])
}

/** How many administrators the tenant has. Lock the tenant first: two withdrawals must not both count two. */
export async function countAdministrators({ sql, tenantId }: UnitOfWork): Promise<number> {
  const [row] = await sql<{ count: number }>(
    'select count(*) from user_account where tenant_id = $1 and $2 = any(roles)',
    [tenantId, administrator],
  )

  return row?.count ?? 0
}

export async function findUserIdBySlug(
  { sql, tenantId }: UnitOfWork,
  slug: string,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }>('select id from user_account where tenant_id = $1 and slug = $2', [
    tenantId,
    slug,
  ])

  return row && idOf('usr', row.id)
}
