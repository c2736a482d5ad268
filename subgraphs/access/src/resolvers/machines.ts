import { query } from '@pactwork/kernel/resolver'
import { badInput } from '@pactwork/kernel/errors'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { machineRoles } from '@pactwork/kernel/runtime/call-identity'
import { readTenant } from '../tenant.store.ts'
import { revokedSince } from '../token/token.store.ts'

const rule = { permission: null, machines: machineRoles }

/** The tenant comes from the signed call; another one in the argument finds nothing (SEC-04, SEC-09). */
export const tenantSettings = query(rule, async ({ tenantId }: { tenantId: string }, { actor, read }) =>
  tenantId === actor.tenantId ? ((await read(readTenant)) ?? null) : null,
)

export const revocations = query(rule, ({ since }: { since?: string | null }, { read, now }) =>
  read((uow) => revokedSince(uow, new Date(since ?? 0), now())),
)

/** Leaves out whom the tenant does not have: the asker takes that for no rights at all. */
export const userRights = query(rule, ({ userIds }: { userIds: readonly string[] }, { read }) => {
  if (userIds.length > 500) badInput('At most 500 users at once.')

  return read(async ({ sql, tenantId }) => {
    const rows = await sql<{ id: string; roles: string[]; groups: string[] }>(
      'select id, roles, groups from user_account where tenant_id = $1 and id = any($2)',
      [tenantId, userIds.map((id) => uuidOf('usr', id))],
    )
    return rows.map(({ id, roles, groups }) => ({ userId: idOf('usr', id), roles, groups }))
  })
})

export const isUser = query(rule, ({ userId }: { userId: string }, { read }) =>
  read(async ({ sql, tenantId }) => {
    const rows = await sql('select 1 from user_account where tenant_id = $1 and id = $2', [
      tenantId,
      uuidOf('usr', userId),
    ])
    return rows.length > 0
  }),
)
