import { command } from '@pactwork/kernel/command'
import { joinGroup } from '../user.ts'
import { users } from '../user.store.ts'
import { groupChange } from './group-change.ts'

/** Takes a user into a group; the user's next token carries it. */
export const addToGroup = command({
  name: 'addToGroup',
  permission: 'access:administer',
  input: groupChange,
  reason: ({ reason }) => reason,

  async handle({ userId, group, reason }, { uow, actor }) {
    const user = await users(uow).load(userId)
    const saved = await users(uow).save(user, joinGroup(user, { group, reason, by: actor.id }))

    return { __typename: 'AddToGroupPayload', user: { id: saved.id } }
  },
})
