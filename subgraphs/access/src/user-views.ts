import { isPermitted, type Actor } from '@pactwork/kernel/actor'
import type { Bounds } from '@pactwork/kernel/connection'
import type { UnitOfWork } from '@pactwork/kernel/database'
import type { Batch } from '@pactwork/kernel/graph-context'
import { idOf, uuidOf } from '@pactwork/kernel/ids'

/** A user as it is shown. */
export type UserView = {
  id: string
  slug: string
  displayName: string | null
  roles: string[]
  groups: string[]
}

const selected = `select u.id, u.slug, d.display_name as "displayName", u.roles, u.groups
  from user_account u left join personal_detail d on d.tenant_id = u.tenant_id and d.user_id = u.id`

const viewOf = (row: UserView): UserView => ({ ...row, id: idOf('usr', row.id) })

/** Staff see whom they work with; a customer's user sees nobody but themselves. */
const maySee = (actor: Actor, userId: string): boolean =>
  actor.kind === 'machine' ||
  actor.id === userId ||
  actor.permissions.has('customer:any') ||
  actor.permissions.has('access:read')

/** Roles and groups are for their holder and for administrators. */
export const mayInspect = (actor: Actor, userId: string): boolean =>
  actor.id === userId || isPermitted(actor, { permission: 'access:read', machines: ['operator'] })

/** Users by id, those alone that the actor may see. */
export const usersById: Batch<UserView> = async (ids, { read, actor }) => {
  const seen = ids.filter((id) => maySee(actor, id)).map((id) => uuidOf('usr', id))
  const rows = await read(({ sql, tenantId }) =>
    sql<UserView>(`${selected} where u.tenant_id = $1 and u.id = any($2)`, [tenantId, seen]),
  )
  const found = new Map(rows.map(viewOf).map((user) => [user.id, user]))

  return ids.map((id) => found.get(id))
}

export async function listUsers(
  { sql, tenantId }: UnitOfWork,
  { limit, after }: Bounds,
): Promise<UserView[]> {
  const rows = await sql<UserView>(
    `${selected} where u.tenant_id = $1 and ($2::uuid is null or u.id > $2) order by u.id limit $3`,
    [tenantId, after ? uuidOf('usr', after) : null, limit],
  )

  return rows.map(viewOf)
}
