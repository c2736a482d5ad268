import type { UserEvent } from '@pactwork/contracts/events/access'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'

/** The role whose last holder keeps it: a tenant without an administrator cannot be mended from inside. */
export const administrator = 'TENANT_ADMIN'

export type User = {
  readonly id: string
  readonly version: number
  readonly slug: string
  readonly roles: readonly string[]
  readonly groups: readonly string[]
  readonly createdAt: Date
}

type NewUser = { userId: string; slug: string; roles: string[]; groups: string[] }
type RoleChange = { role: string; reason: string; by: string }

export const createUser = (user: NewUser): Decision<UserEvent> => accept({ type: 'UserCreated', ...user })

/** Four eyes: nobody changes their own roles. */
export function grantRole(user: User, { role, reason, by }: RoleChange): Decision<UserEvent> {
  if (by === user.id) return reject('ROLE_CHANGE_OF_OWN_ACCOUNT')
  if (user.roles.includes(role)) return reject('ROLE_ALREADY_GRANTED', { role })

  return accept({ type: 'UserRoleGranted', userId: user.id, role, reason })
}

export function withdrawRole(
  user: User,
  { role, reason, by, administrators }: RoleChange & { administrators: number },
): Decision<UserEvent> {
  if (by === user.id) return reject('ROLE_CHANGE_OF_OWN_ACCOUNT')
  if (!user.roles.includes(role)) return reject('ROLE_NOT_GRANTED', { role })
  if (role === administrator && administrators <= 1) return reject('LAST_ADMINISTRATOR')

  return accept({ type: 'UserRoleWithdrawn', userId: user.id, role, reason })
}

type GroupChange = { group: string; reason: string; by: string }

/** Four eyes here as well: a group may decide what its members did. */
export function joinGroup(user: User, { group, reason, by }: GroupChange): Decision<UserEvent> {
  if (by === user.id) return reject('GROUP_CHANGE_OF_OWN_ACCOUNT')
  if (user.groups.includes(group)) return reject('GROUP_ALREADY_JOINED', { group })

  return accept({ type: 'UserJoinedGroup', userId: user.id, group, reason })
}

export function leaveGroup(user: User, { group, reason, by }: GroupChange): Decision<UserEvent> {
  if (by === user.id) return reject('GROUP_CHANGE_OF_OWN_ACCOUNT')
  if (!user.groups.includes(group)) return reject('GROUP_NOT_JOINED', { group })

  return accept({ type: 'UserLeftGroup', userId: user.id, group, reason })
}

type Meta = { readonly id: string; readonly version: number; readonly at: Date }

/** The user after a fact. */
export function evolve(user: User | undefined, event: UserEvent, { id, version, at }: Meta): User {
  if (event.type === 'UserCreated') {
    const { slug, roles, groups } = event
    return { id, version, slug, roles, groups, createdAt: at }
  }
  if (!user) throw new TypeError(`${event.type} needs a user.`)
  const { roles, groups } = user

  switch (event.type) {
    case 'UserRoleGranted':
      return { ...user, version, roles: [...roles.filter((role) => role !== event.role), event.role] }
    case 'UserRoleWithdrawn':
      return { ...user, version, roles: roles.filter((role) => role !== event.role) }
    case 'UserJoinedGroup':
      return { ...user, version, groups: [...groups.filter((group) => group !== event.group), event.group] }
    case 'UserLeftGroup':
      return { ...user, version, groups: groups.filter((group) => group !== event.group) }
  }
}
