import { query } from '@pactwork/kernel/resolver'
import { uuidOf } from '@pactwork/kernel/ids'
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

export const isUser = query(rule, ({ userId }: { userId: string }, { read }) =>
  read(async ({ sql, tenantId }) => {
    const rows = await sql('select 1 from user_account where tenant_id = $1 and id = $2', [
      tenantId,
      uuidOf('usr', userId),
    ])
    return rows.length > 0
  }),
)
