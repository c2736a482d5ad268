import { command } from '@pactwork/kernel/command'
import { tenants } from '../tenant.store.ts'
import { revokeLiveTokens } from '../token/revoke-live-tokens.ts'
import { withdrawRole as decide } from '../user.ts'
import { countAdministrators, users } from '../user.store.ts'
import { roleChange } from './role-change.ts'

/** Takes a role from a user; tokens that still carry it are revoked in the same transaction. */
export const withdrawRole = command({
  name: 'withdrawRole',
  permission: 'access:administer',
  input: roleChange,
  reason: ({ reason }) => reason,

  async handle({ userId, role, reason }, { uow, actor, clock }) {
    await tenants(uow).load(actor.tenantId)
    const user = await users(uow).load(userId)
    const administrators = await countAdministrators(uow)
    const saved = await users(uow).save(user, decide(user, { role, reason, by: actor.id, administrators }))

    const revokedTokens = await revokeLiveTokens(uow, userId, { at: clock.now(), reason })

    return { __typename: 'WithdrawRolePayload', user: { id: saved.id }, revokedTokens }
  },
})
