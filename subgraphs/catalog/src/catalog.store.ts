import { catalogEvents, type CatalogEvent } from '@pactwork/contracts/events/catalog'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { evolve, type Catalog } from './catalog.ts'

type Row = {
  id: string
  version: number
  publication_id: string
  number: number
  catalog_version: string
  publication_hash: string
}

/** A tenant's one catalog carries the tenant's own UUID. */
export const catalogIdOf = ({ tenantId }: Pick<UnitOfWork, 'tenantId'>): string => idOf('cat', tenantId)

export const catalogs = aggregate<Catalog, CatalogEvent>({
  kind: 'cat',
  type: 'Catalog',
  events: catalogEvents,
  evolve,
  async load({ sql, tenantId }, id) {
    const [row] = await sql<Row>(
      `select id, version, publication_id, number, catalog_version, publication_hash
       from catalog where tenant_id = $1 and id = $2 for no key update`,
      [tenantId, uuidOf('cat', id)],
    )

    return row && stateOf(row)
  },
  async save({ sql, tenantId }, catalog) {
    await sql(
      `insert into catalog (tenant_id, id, version, publication_id, number, catalog_version, publication_hash)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, id) do update set version = excluded.version,
         publication_id = excluded.publication_id, number = excluded.number,
         catalog_version = excluded.catalog_version, publication_hash = excluded.publication_hash`,
      [
        tenantId,
        uuidOf('cat', catalog.id),
        catalog.version,
        uuidOf('cat', catalog.publicationId),
        catalog.number,
        catalog.catalogVersion,
        catalog.publicationHash,
      ],
    )
  },
})

const stateOf = (row: Row): Catalog => ({
  id: idOf('cat', row.id),
  version: row.version,
  publicationId: idOf('cat', row.publication_id),
  number: row.number,
  catalogVersion: row.catalog_version,
  publicationHash: row.publication_hash,
})
