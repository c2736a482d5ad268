import type { GraphContext } from '@pactwork/kernel/graph-context'
import { readTenant } from '../tenant.store.ts'
import { mayInspect, usersById, type UserView } from '../user-views.ts'

type Reference = { id: string }

const full = async (user: UserView | Reference, context: GraphContext): Promise<UserView | null> =>
  'slug' in user ? user : context.load(usersById, user.id)

const inspected =
  (field: 'roles' | 'groups') =>
  async (user: UserView | Reference, _: unknown, context: GraphContext): Promise<string[] | null> =>
    mayInspect(context.actor, user.id) ? ((await full(user, context))?.[field] ?? null) : null

export const User = {
  __resolveReference: ({ id }: Reference, context: GraphContext) => context.load(usersById, id),
  slug: async (user: UserView | Reference, _: unknown, context: GraphContext) =>
    (await full(user, context))?.slug,
  displayName: async (user: UserView | Reference, _: unknown, context: GraphContext) =>
    (await full(user, context))?.displayName,
  roles: inspected('roles'),
  groups: inspected('groups'),
  tenant: (_user: Reference, _: unknown, context: GraphContext) => context.read(readTenant),
}
