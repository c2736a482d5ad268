import { setImmediate as turn } from 'node:timers/promises'
import { permissionsOf } from '@pactwork/contracts/permissions'
import { z } from 'zod'
import type { Actor } from './actor.ts'
import { EvidenceUnavailable } from './errors.ts'
import type { SubgraphClient } from './runtime/subgraph-client.ts'

const document = `query UserRights($userIds: [ID!]!) { userRights(userIds: $userIds) { userId roles groups } }`
const rights = z.object({ userId: z.string(), roles: z.array(z.string()), groups: z.array(z.string()) })
const shape = z.object({ userRights: z.array(rights) })

type Rights = { readonly roles: readonly string[]; readonly groups: readonly string[] }
/** What was told of a user; `rights` is undefined for one whom the tenant does not have any more. */
type Told = { rights: Rights | undefined; at: number; asked: number }
type Tenant = { users: Map<string, Told>; wanted: Set<string>; round: Promise<void> | undefined }

const freshFor = 1_500
const stillWatched = 5_000
const forgottenAfter = 60_000
const mostTenants = 10_000
/** As many as `access` answers at once. */
const mostUsers = 500

/** What a token gave and `access` has not withdrawn since. More than the token says comes with the next token. */
const withRights = (actor: Actor, present: Rights | undefined): Actor => {
  const roles = actor.roles.filter((role) => present?.roles.includes(role))
  const groups = actor.groups.filter((group) => present?.groups.includes(group))

  return { ...actor, roles, groups, permissions: permissionsOf(roles) }
}

/** Whether nothing that the token gave is said to be gone. */
const isWhole = ({ roles, groups }: Actor, present: Rights | undefined): boolean =>
  roles.every((role) => present?.roles.includes(role)) &&
  groups.every((group) => present?.groups.includes(group))

/**
 * The roles and groups that users have now, as `access` tells us: at most 1.5 s old, and asked in one question for all
 * users of a tenant who are being watched, however many subscriptions they have. Rejects while `access` cannot be
 * asked and what is known is older: nothing is shown by rights that may be gone.
 */
export function presentRights(client: SubgraphClient, now: () => number = () => performance.now()) {
  const tenants = new Map<string, Tenant>()
  const arrivals = new WeakMap<Actor, number>()

  const ask = async (tenantId: string, users: readonly string[]): Promise<Map<string, Rights>> => {
    const subject = { tenantId, actor: 'present-rights', correlationId: `present-rights-${tenantId}` }
    try {
      const { userRights } = await client('access', document, { userIds: users }, shape, subject)
      return new Map(userRights.map(({ userId, ...told }) => [userId, told]))
    } catch (error) {
      throw new EvidenceUnavailable('access', error)
    }
  }

  const round = async (tenantId: string, tenant: Tenant): Promise<void> => {
    await turn()
    const asked = now()
    for (const [userId, told] of tenant.users) {
      if (asked - told.asked < stillWatched) tenant.wanted.add(userId)
      else if (asked - told.asked > forgottenAfter) tenant.users.delete(userId)
    }
    const users = [...tenant.wanted]
    tenant.wanted = new Set()
    tenant.round = undefined
    for (let from = 0; from < users.length; from += mostUsers) {
      const some = users.slice(from, from + mostUsers)
      const found = await ask(tenantId, some)
      for (const userId of some) {
        const before = tenant.users.get(userId)
        tenant.users.set(userId, { rights: found.get(userId), at: asked, asked: before?.asked ?? asked })
      }
    }
  }

  return async (actor: Actor): Promise<Actor> => {
    if (actor.kind === 'machine') return actor

    const { tenantId, id } = actor
    const tenant = tenants.get(tenantId) ?? { users: new Map(), wanted: new Set(), round: undefined }
    if (tenants.size >= mostTenants) tenants.clear()
    tenants.set(tenantId, tenant)
    const known = tenant.users.get(id)
    if (known) known.asked = now()
    const arrival = arrivals.get(actor) ?? now()
    arrivals.set(actor, arrival)
    const isCurrent = known && now() - known.at < freshFor
    if (isCurrent && (known.at >= arrival || isWhole(actor, known.rights)))
      return withRights(actor, known.rights)

    tenant.wanted.add(id)
    await (tenant.round ??= round(tenantId, tenant))

    return withRights(actor, tenant.users.get(id)?.rights)
  }
}
