import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, newId, uuidOf } from '@pactwork/kernel/ids'
import type { PublishedOffering } from './offering.ts'

/** The kinds of things that keep an id from publication to publication. */
const prefixes = {
  Category: 'ctg',
  ProductSpecification: 'spc',
  ProductOffering: 'off',
  ProductOfferingPrice: 'pop',
  DecompositionRule: 'dec',
} as const

export type IdentifiedType = keyof typeof prefixes

/** Ids by `<type>:<natural key>`. */
export type Ids = Readonly<Record<string, string>>

type Wanted = { readonly type: IdentifiedType; readonly key: string }

/** The id of one thing among those an offering was published with. */
export function idIn(ids: Ids, type: IdentifiedType, key: string): string {
  const id = ids[`${type}:${key}`]
  if (id === undefined) throw new TypeError(`The publication has no id of the ${type} "${key}".`)

  return id
}

/** Whatever an offering speaks of that has an id. */
export function identifiedBy({ key, versions }: PublishedOffering): Wanted[] {
  const inside = versions.flatMap((one): Wanted[] => [
    ...one.categories.map((category): Wanted => ({ type: 'Category', key: category.key })),
    ...one.prices.map((price): Wanted => ({ type: 'ProductOfferingPrice', key: price.key })),
    ...one.rules.flatMap(({ targetKey }): Wanted[] =>
      targetKey === undefined ? [] : [{ type: 'ProductOffering', key: targetKey }],
    ),
    ...specified(one.specification?.key, one.decomposition),
  ])

  return [{ type: 'ProductOffering', key }, ...inside]
}

function specified(key: string | undefined, rules: readonly { capability: string }[]): Wanted[] {
  if (key === undefined) return []

  return [
    { type: 'ProductSpecification', key },
    ...rules.map(({ capability }): Wanted => ({ type: 'DecompositionRule', key: ruleKey(key, capability) })),
  ]
}

/** A decomposition rule's natural key: its specification's and what it does. */
export const ruleKey = (specificationKey: string, capability: string): string =>
  `${specificationKey}/${capability}`

/** The ids of natural keys: those they have, and new ones for those that were never seen. */
export async function identify({ sql, tenantId }: UnitOfWork, wanted: readonly Wanted[]): Promise<Ids> {
  const distinct = [...new Map(wanted.map((one) => [`${one.type}:${one.key}`, one])).values()]
  const types = distinct.map(({ type }) => type)
  const keys = distinct.map(({ key }) => key)
  const fresh = distinct.map(({ type }) => uuidOf(prefixes[type], newId(prefixes[type])))

  await sql(
    `insert into catalog_identity (tenant_id, id, resource_type, key)
     select $1, w.id, w.type, w.key from unnest($2::uuid[], $3::text[], $4::text[]) as w (id, type, key)
     on conflict (tenant_id, resource_type, key) do nothing`,
    [tenantId, fresh, types, keys],
  )
  const rows = await sql<{ id: string; type: IdentifiedType; key: string }>(
    `select i.id, i.resource_type as type, i.key from catalog_identity i
     join unnest($2::text[], $3::text[]) as w (type, key) on i.resource_type = w.type and i.key = w.key
     where i.tenant_id = $1`,
    [tenantId, types, keys],
  )

  return Object.fromEntries(rows.map(({ id, type, key }) => [`${type}:${key}`, idOf(prefixes[type], id)]))
}
