import type { Bounds } from '@pactwork/kernel/connection'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import type { Change } from './import/diff.ts'
import type { Link } from './import/link.ts'
import type { PublishedOffering } from './offering.ts'

/** A publication without its offerings. */
export type PublicationView = {
  readonly id: string
  readonly catalogVersion: string
  readonly publicationHash: string
  readonly effectiveFrom: string
  readonly publishedAt: Date
  readonly cause: string
  readonly current: boolean
  readonly offeringCount: number
  readonly sellableCount: number
}

type Row = {
  id: string
  number: number
  catalog_version: string
  publication_hash: string
  effective_from: string
  published_at: Date
  cause: string
  current: boolean
  offering_count: number
  sellable_count: number
}

const columns = `p.id, p.number, p.catalog_version, p.publication_hash, p.effective_from::text, p.published_at, p.cause,
  p.id = c.publication_id as current, p.offering_count, p.sellable_count`

const tables = 'publication p join catalog c on c.tenant_id = p.tenant_id'

export async function readPublications(
  { sql, tenantId }: UnitOfWork,
  ids: readonly string[],
): Promise<Map<string, PublicationView>> {
  const rows = await sql<Row>(
    `select ${columns} from ${tables} where p.tenant_id = $1 and p.id = any($2::uuid[])`,
    [tenantId, ids.map((id) => uuidOf('cat', id))],
  )

  return new Map(rows.map(viewOf).map((one) => [one.id, one]))
}

/** The publication in force; undefined before the first import. */
export async function readCurrent({ sql, tenantId }: UnitOfWork): Promise<PublicationView | undefined> {
  const [row] = await sql<Row>(
    `select ${columns} from ${tables} where p.tenant_id = $1 and p.id = c.publication_id`,
    [tenantId],
  )

  return row && viewOf(row)
}

/** A page of publications, the newest first. Their ids are time-ordered, so the id is the key. */
export async function listPublications(
  { sql, tenantId }: UnitOfWork,
  { limit, after }: Bounds,
): Promise<PublicationView[]> {
  const rows = await sql<Row>(
    `select ${columns} from ${tables} where p.tenant_id = $1
       and ($2::uuid is null or p.number < (select q.number from publication q where q.tenant_id = $1 and q.id = $2))
     order by p.number desc limit $3`,
    [tenantId, after === undefined ? null : uuidOf('cat', after), limit],
  )

  return rows.map(viewOf)
}

/** The links and changes of a publication; empty when there is none of that id. */
export async function readDetails(
  { sql, tenantId }: UnitOfWork,
  id: string,
): Promise<{ links: readonly Link[]; changes: readonly Change[] }> {
  const [row] = await sql<{ links: Link[]; changes: Change[] }>(
    'select links, changes from publication where tenant_id = $1 and id = $2',
    [tenantId, uuidOf('cat', id)],
  )

  return row ?? { links: [], changes: [] }
}

/** The offerings of a publication, without ids. */
export async function readContents({ sql, tenantId }: UnitOfWork, id: string): Promise<PublishedOffering[]> {
  const rows = await sql<{ content: PublishedOffering }>(
    'select content from published_offering where tenant_id = $1 and publication_id = $2',
    [tenantId, uuidOf('cat', id)],
  )

  return rows.map(({ content }) => content)
}

const viewOf = (row: Row): PublicationView => ({
  id: idOf('cat', row.id),
  catalogVersion: row.catalog_version,
  publicationHash: row.publication_hash,
  effectiveFrom: row.effective_from,
  publishedAt: row.published_at,
  cause: row.cause,
  current: row.current,
  offeringCount: row.offering_count,
  sellableCount: row.sellable_count,
})
