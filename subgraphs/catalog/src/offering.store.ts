import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import type { Bounds } from '@pactwork/kernel/connection'
import type { Ids } from './identities.ts'
import type { PublishedOffering } from './offering.ts'
import { foldedName } from './publication.store.ts'

/** An offering as one publication has it, and which publication that is. */
export type StoredOffering = {
  readonly id: string
  readonly content: PublishedOffering
  readonly ids: Ids
  readonly catalogVersion: string
  readonly publicationHash: string
  /** False when the publication in force no longer has it. */
  readonly isCurrent: boolean
}

type Row = {
  offering_id: string
  content: PublishedOffering
  ids: Ids
  catalog_version: string
  publication_hash: string
  is_current: boolean
}

const columns = `o.offering_id, o.content, o.ids, p.catalog_version, p.publication_hash, p.id = c.publication_id as is_current`

const tables = `published_offering o
  join publication p on p.tenant_id = o.tenant_id and p.id = o.publication_id
  join catalog c on c.tenant_id = o.tenant_id`

/** Offerings by id, each as the last publication that has it. */
export async function readOfferings(
  { sql, tenantId }: UnitOfWork,
  ids: readonly string[],
): Promise<Map<string, StoredOffering>> {
  const rows = await sql<Row>(
    `select distinct on (o.offering_id) ${columns} from ${tables}
     where o.tenant_id = $1 and o.offering_id = any($2::uuid[]) order by o.offering_id, p.number desc`,
    [tenantId, ids.map((id) => uuidOf('off', id))],
  )

  return byId(rows)
}

/** Offerings by id, as one labelled publication has them. */
export async function readOfferingsOf(
  { sql, tenantId }: UnitOfWork,
  catalogVersion: string,
  ids: readonly string[],
): Promise<Map<string, StoredOffering>> {
  const rows = await sql<Row>(
    `select ${columns} from ${tables}
     where o.tenant_id = $1 and o.offering_id = any($2::uuid[]) and p.catalog_version = $3`,
    [tenantId, ids.map((id) => uuidOf('off', id)), catalogVersion],
  )

  return byId(rows)
}

/** A page of the publication in force. */
export async function listOfferings(
  { sql, tenantId }: UnitOfWork,
  filter: { sellable?: boolean | null | undefined; text?: string | null | undefined },
  { limit, after }: Bounds,
): Promise<StoredOffering[]> {
  const rows = await sql<Row>(
    `select ${columns} from ${tables}
     where o.tenant_id = $1 and o.publication_id = c.publication_id
       and ($2::boolean is null or o.sellable = $2)
       and ($3::text is null or o.name_folded ^@ $3)
       and ($4::uuid is null or o.offering_id > $4)
     order by o.offering_id limit $5`,
    [
      tenantId,
      filter.sellable ?? null,
      filter.text == null ? null : foldedName(filter.text),
      after === undefined ? null : uuidOf('off', after),
      limit,
    ],
  )

  return rows.map(storedOf)
}

const byId = (rows: readonly Row[]): Map<string, StoredOffering> =>
  new Map(rows.map(storedOf).map((one) => [one.id, one]))

const storedOf = (row: Row): StoredOffering => ({
  id: idOf('off', row.offering_id),
  content: row.content,
  ids: row.ids,
  catalogVersion: row.catalog_version,
  publicationHash: row.publication_hash,
  isCurrent: row.is_current,
})
