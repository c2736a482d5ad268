/**
 * Roles and what they permit, as data (M34). A permission is `<context>:<intent>`; `customer:any` lets its
 * holder act for every customer of the tenant, all others are bound to the customers granted to them.
 */
export const roles = {
  SALES_REP: [
    'customer:any', 'customer:read', 'customer:create', 'catalog:read', 'configuration:read', 'pricing:read',
    'quote:read', 'quote:create', 'quote:edit', 'quote:price', 'quote:discount', 'quote:submit', 'quote:revise',
    'quote:cancel', 'approval:read', 'order:read', 'order:capture', 'order:cancel', 'inventory:read',
    'worklist:read',
  ],
  APPROVER: [
    'customer:any', 'customer:read', 'catalog:read', 'configuration:read', 'pricing:read', 'quote:read',
    'approval:read', 'approval:decide', 'order:read', 'worklist:read', 'worklist:claim',
  ],
  OPERATIONS_AGENT: [
    'customer:any', 'customer:read', 'catalog:read', 'configuration:read', 'quote:read', 'order:read',
    'order:operate', 'order:retry', 'fallout:read', 'fallout:assign', 'fallout:resolve', 'inventory:read',
    'worklist:read', 'worklist:claim',
  ],
  OPERATIONS_SUPERVISOR: [
    'customer:any', 'customer:read', 'catalog:read', 'configuration:read', 'quote:read', 'order:read',
    'order:operate', 'order:retry', 'order:override', 'order:cancel', 'fallout:read', 'fallout:assign',
    'fallout:resolve', 'fallout:supervise', 'inventory:read', 'worklist:read', 'worklist:claim',
    'worklist:supervise',
  ],
  CUSTOMER: [
    'customer:read', 'catalog:read', 'configuration:read', 'pricing:read', 'quote:read', 'quote:accept',
    'order:read', 'inventory:read',
  ],
  INTEGRATION_PARTNER: [
    'customer:any', 'customer:read', 'catalog:read', 'configuration:read', 'pricing:read', 'quote:read',
    'quote:create', 'quote:edit', 'quote:price', 'quote:submit', 'order:read', 'order:capture', 'inventory:read',
  ],
  CATALOG_MANAGER: ['catalog:read', 'catalog:import', 'catalog:confirm', 'catalog:publish'],
  TENANT_ADMIN: [
    'access:read', 'access:administer', 'customer:any', 'customer:read', 'customer:create',
    'customer:administer', 'catalog:read',
  ],
} as const satisfies Record<string, readonly string[]>

export type Role = keyof typeof roles
export type Permission = (typeof roles)[Role][number]

/** What a set of roles permits; an unknown role permits nothing. */
export function permissionsOf(held: readonly string[]): Set<string> {
  return new Set(held.flatMap((role) => roles[role as Role] ?? []))
}
