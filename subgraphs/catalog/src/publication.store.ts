import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import type { Catalog } from './catalog.ts'
import { idIn, identifiedBy, type Ids } from './identities.ts'
import type { Change } from './import/diff.ts'
import type { Content, Source } from './import/publication.ts'
import type { Link } from './import/link.ts'
import type { PublishedOffering } from './offering.ts'

/** Everything a publication consists of besides what its event says. */
export type Publication = {
  readonly source: Source
  readonly content: Content
  readonly changes: readonly Change[]
  readonly ids: Ids
  readonly effectiveFrom: string
  readonly publishedAt: Date
  readonly publishedBy: string
  readonly cause: 'IMPORT' | 'CONFIRMATION'
}

/** Which shape `source`, `links` and `content` have (M28). */
const schemaVersion = 1

/** Writes a publication; nothing ever updates it. */
export async function insertPublication(uow: UnitOfWork, catalog: Catalog, made: Publication): Promise<void> {
  const { offerings, links } = made.content
  await uow.sql(
    `insert into publication (tenant_id, id, number, catalog_version, publication_hash, schema_version, effective_from,
       published_at, published_by, cause, offering_count, sellable_count, source, links, changes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      uow.tenantId,
      uuidOf('cat', catalog.publicationId),
      catalog.number,
      catalog.catalogVersion,
      catalog.publicationHash,
      schemaVersion,
      made.effectiveFrom,
      made.publishedAt,
      made.publishedBy,
      made.cause,
      offerings.length,
      offerings.filter(isSellable).length,
      JSON.stringify(made.source),
      JSON.stringify(links),
      JSON.stringify(made.changes),
    ],
  )
  await insertOfferings(uow, catalog, made)
}

async function insertOfferings(
  { sql, tenantId }: UnitOfWork,
  catalog: Catalog,
  { content, ids }: Publication,
): Promise<void> {
  const rows = content.offerings.map((offering) => ({
    offering_id: uuidOf('off', idIn(ids, 'ProductOffering', offering.key)),
    name_folded: foldedName(offering.versions[0]?.name ?? offering.key),
    sellable: isSellable(offering),
    content: offering,
    ids: idsOf(offering, ids),
  }))

  await sql(
    `insert into published_offering (tenant_id, publication_id, offering_id, name_folded, sellable, content, ids)
     select $1, $2, o.offering_id, o.name_folded, o.sellable, o.content, o.ids
     from jsonb_to_recordset($3) as o (offering_id uuid, name_folded text, sellable boolean, content jsonb, ids jsonb)`,
    [tenantId, uuidOf('cat', catalog.publicationId), JSON.stringify(rows)],
  )
}

/** Names as prefix search compares them. */
export const foldedName = (name: string): string => name.normalize('NFC').toLowerCase()

const isSellable = ({ versions }: PublishedOffering): boolean =>
  versions.some(({ reasons }) => reasons.length === 0)

const idsOf = (offering: PublishedOffering, ids: Ids): Ids =>
  Object.fromEntries(identifiedBy(offering).map(({ type, key }) => [`${type}:${key}`, idIn(ids, type, key)]))

/** The publication in force, as the next one compares with it. */
export async function readSource(
  { sql, tenantId }: UnitOfWork,
  publicationId: string,
): Promise<
  { source: Source; content: { links: readonly Link[]; offerings: readonly PublishedOffering[] } } | undefined
> {
  const [row] = await sql<{ source: Source; links: Link[]; offerings: PublishedOffering[] }>(
    `select p.source, p.links,
       (select coalesce(jsonb_agg(o.content), '[]') from published_offering o
        where o.tenant_id = p.tenant_id and o.publication_id = p.id) as offerings
     from publication p where p.tenant_id = $1 and p.id = $2`,
    [tenantId, uuidOf('cat', publicationId)],
  )

  return row && { source: row.source, content: { links: row.links, offerings: row.offerings } }
}

/** Every link that a catalog manager ever confirmed, by id. */
export async function readConfirmations({ sql, tenantId }: UnitOfWork): Promise<string[]> {
  const rows = await sql<{ link_id: string }>(
    'select link_id from link_confirmation where tenant_id = $1 order by link_id',
    [tenantId],
  )

  return rows.map((row) => row.link_id)
}

/** Keeps who confirmed which links, and why. */
export async function insertConfirmations(
  { sql, tenantId }: UnitOfWork,
  confirmed: {
    linkIds: readonly string[]
    publicationId: string
    at: Date
    by: string
    reason?: string | undefined
  },
): Promise<void> {
  await sql(
    `insert into link_confirmation (tenant_id, link_id, publication_id, confirmed_at, confirmed_by, reason)
     select $1, link_id, $3, $4, $5, $6 from unnest($2::text[]) as link_id`,
    [
      tenantId,
      confirmed.linkIds,
      uuidOf('cat', confirmed.publicationId),
      confirmed.at,
      confirmed.by,
      confirmed.reason ?? null,
    ],
  )
}
