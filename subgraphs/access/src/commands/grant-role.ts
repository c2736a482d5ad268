import { command } from '@pactwork/kernel/command'
import { grantRole as decide } from '../user.ts'
import { users } from '../user.store.ts'
import { roleChange } from './role-change.ts'

/** Gives a user one more role; the user's next token carries it. */
export const grantRole = command({
  name: 'grantRole',
  permission: 'access:administer',
  input: roleChange,
  reason: ({ reason }) => reason,

  async handle({ userId, role, reason }, { uow, actor }) {
    const user = await users(uow).load(userId)
    const saved = await users(uow).save(user, decide(user, { role, reason, by: actor.id }))

    return { __typename: 'GrantRolePayload', user: { id: saved.id } }
  },
})
