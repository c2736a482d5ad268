import { permissionsOf } from '@pactwork/contracts/permissions'
import type { MachineRole } from './runtime/call-identity.ts'
import type { UserClaims } from './runtime/user-token.ts'

/** Who acts: a person with a token, or one of our machines on somebody's behalf (M13). */
export type Actor = {
  readonly kind: 'user' | 'machine'
  /** `usr_…`, or the machine's role. */
  readonly id: string
  /** `ten_…`; from the token, the event or the correlation, never from an input (SEC-04). */
  readonly tenantId: string
  readonly roles: readonly string[]
  readonly groups: readonly string[]
  readonly permissions: ReadonlySet<string>
  /** The client application, or `machine:<role>`: part of the scope of an idempotency key. */
  readonly clientId: string
  /** For a machine: whose intent it carries out. */
  readonly onBehalfOf?: string
}

/** The actor of a verified user token. */
export const userActor = (claims: UserClaims): Actor => ({
  kind: 'user',
  id: claims.sub,
  tenantId: claims.tenant,
  roles: claims.roles,
  groups: claims.groups,
  permissions: permissionsOf(claims.roles),
  clientId: claims.client_id,
})

/** One of our machines acting within a tenant. */
export const machineActor = (role: MachineRole, tenantId: string, onBehalfOf?: string): Actor => ({
  kind: 'machine',
  id: role,
  tenantId,
  roles: [],
  groups: [],
  permissions: new Set(),
  clientId: `machine:${role}`,
  ...(onBehalfOf && { onBehalfOf }),
})

/** May this actor do what needs `permission`, or what only `machines` may? */
export function isPermitted(
  actor: Actor,
  rule: { permission: string | null; machines?: readonly MachineRole[] | undefined },
): boolean {
  if (actor.kind === 'machine') return rule.machines?.some((role) => role === actor.id) ?? false

  return rule.permission !== null && actor.permissions.has(rule.permission)
}
