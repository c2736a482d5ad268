import { command } from '@pactwork/kernel/command'
import { revokeLiveTokens } from '../token/revoke-live-tokens.ts'
import { leaveGroup } from '../user.ts'
import { users } from '../user.store.ts'
import { groupChange } from './group-change.ts'

/** Takes a user out of a group; tokens that still carry it are revoked in the same transaction. */
export const removeFromGroup = command({
  name: 'removeFromGroup',
  permission: 'access:administer',
  input: groupChange,
  reason: ({ reason }) => reason,

  async handle({ userId, group, reason }, { uow, actor, clock }) {
    const user = await users(uow).load(userId)
    const saved = await users(uow).save(user, leaveGroup(user, { group, reason, by: actor.id }))
    const revokedTokens = await revokeLiveTokens(uow, userId, { at: clock.now(), reason })

    return { __typename: 'RemoveFromGroupPayload', user: { id: saved.id }, revokedTokens }
  },
})
