import type { CatalogTable } from './catalog.ts'

/** Tables without a tenant, each with its reason. */
export const withoutTenant: Readonly<Record<string, string>> = {
  schema_migration: 'which migrations were applied to the schema; says nothing about any tenant',
  projection_generation: 'which generation of a whole read model is live; says nothing about any tenant',
}

/** Unique keys that may do without the tenant, each with its reason. */
const globalKeys: Readonly<Record<string, string>> = {
  'outbox_event(id)':
    'the id of an event is unique over all tenants: consumers recognise a repeat by it (EVT-07)',
}

/** Everything that the policy of a tenant must compare with; `nullif`, because a reused connection holds '' (M8). */
const predicate =
  /^\(tenant_id = \(?NULLIF\(current_setting\('app\.tenant_id'::text, true\), ''::text\)\)?::uuid\)$/

/** A sentence for each way in which a table would let one tenant's rows meet another's (DB-07, M8). */
export function tenancyProblems(table: CatalogTable): string[] {
  const name = `${table.schema}.${table.table}`
  if (table.table in withoutTenant) return []

  const tenant = table.policies.find((policy) => policy.name === 'tenant')
  const others = table.policies.filter(
    (policy) => policy !== tenant && policy.roles.some((role) => !isNarrow(role)),
  )
  const keys = table.uniques.filter((key) => !(`${table.table}(${key.join()})` in globalKeys))

  return [
    ...(table.key.includes('tenant_id') ? [] : [`${name} has no tenant_id in its primary key.`]),
    ...keys
      .filter((key) => !key.includes('tenant_id'))
      .map((key) => `${name} has a unique key (${key.join(', ')}) without tenant_id.`),
    ...table.references
      .filter((key) => !key.includes('tenant_id'))
      .map((key) => `${name} has a foreign key (${key.join(', ')}) without tenant_id.`),
    ...(table.enabled ? [] : [`${name} has row-level security switched off.`]),
    ...(table.forced ? [] : [`${name} does not force row-level security on its owner.`]),
    ...(tenant ? [] : [`${name} has no tenant policy.`]),
    ...(tenant &&
    (tenant.command !== 'ALL' || !predicate.test(tenant.using) || !predicate.test(tenant.check ?? ''))
      ? [
          `${name} has a tenant policy that does not compare with the tenant of the transaction, for reading and writing.`,
        ]
      : []),
    ...others.map(
      (policy) =>
        `${name} has a policy ${policy.name} for ${policy.roles.join(', ')} besides that of the tenant.`,
    ),
    ...(table.owner === 'pactwork_owner' ? [] : [`${name} belongs to ${table.owner}.`]),
  ]
}

/** The two roles that see across tenants; how little they see is proven apart. */
const isNarrow = (role: string): boolean => role === 'pactwork_relay' || role === 'pactwork_scheduler'
