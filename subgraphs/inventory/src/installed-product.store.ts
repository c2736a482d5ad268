import { installedProductEvents, type InstalledProductEvent } from '@pactwork/contracts/events/inventory'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { Bounds } from '@pactwork/kernel/connection'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'

import type { InstalledProduct } from './installed-product.ts'

export const installedProducts = aggregate<InstalledProduct, InstalledProductEvent>({
  kind: 'ins',
  type: 'InstalledProduct',
  events: installedProductEvents,
  evolve: (_, { type: _type, installedProductId: _id, activatedAt, ...event }, { id, version }) => ({
    ...event,
    id,
    version,
    status: 'ACTIVE',
    activatedAt: new Date(activatedAt),
  }),
  load: async (uow, id) => (await readInstalledProducts(uow, [id]))[0],
  save: insert,
})

async function insert(uow: UnitOfWork, product: InstalledProduct): Promise<void> {
  const { configurationId, configurationHash, externalReferences } = product
  await uow.sql(
    `insert into customer_product_projection (tenant_id, customer_product_id, customer_id, product_offering_id,
       product_spec_id, status, activation_date, source_system, source_version, last_source_event_at, payload_json,
       order_id, order_line_id, quantity, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7, $10, $11, $12, $13, $14)`,
    [
      uow.tenantId,
      product.id,
      product.customerId,
      product.offeringId,
      product.specificationId,
      product.status,
      product.activatedAt,
      product.sourceSystem,
      product.offeringVersion,
      { configurationId, configurationHash, externalReferences },
      uuidOf('ord', product.orderId),
      uuidOf('oln', product.lineId),
      product.quantity,
      product.version,
    ],
  )
}

type Row = {
  customer_product_id: string
  customer_id: string
  product_offering_id: string
  product_spec_id: string | null
  status: InstalledProduct['status']
  activation_date: Date
  source_system: string
  source_version: string
  payload_json: Pick<InstalledProduct, 'configurationId' | 'configurationHash' | 'externalReferences'>
  order_id: string
  order_line_id: string
  quantity: string
  version: number
}

const select = `select p.*, trim_scale(p.quantity)::text as quantity from customer_product_projection p`

/** Whether a line was installed already. */
export async function isInstalled(uow: UnitOfWork, lineId: string): Promise<boolean> {
  const rows = await uow.sql(
    'select 1 from customer_product_projection where tenant_id = $1 and order_line_id = $2',
    [uow.tenantId, uuidOf('oln', lineId)],
  )

  return rows.length > 0
}

export async function readInstalledProducts(
  uow: UnitOfWork,
  ids: readonly string[],
): Promise<InstalledProduct[]> {
  const rows = await uow.sql<Row>(`${select} where p.tenant_id = $1 and p.customer_product_id = any($2)`, [
    uow.tenantId,
    ids,
  ])

  return rows.map(fromRow)
}

/** A customer's products, newest first (ids are time-ordered). */
export async function listInstalledProducts(
  uow: UnitOfWork,
  customerId: string,
  { limit, after }: Bounds,
): Promise<InstalledProduct[]> {
  const rows = await uow.sql<Row>(
    `${select} where p.tenant_id = $1 and p.customer_id = $2 and ($3::text is null or p.customer_product_id < $3)
     order by p.customer_product_id desc limit $4`,
    [uow.tenantId, customerId, after ?? null, limit],
  )

  return rows.map(fromRow)
}

const fromRow = (row: Row): InstalledProduct => ({
  id: row.customer_product_id,
  version: row.version,
  customerId: row.customer_id,
  orderId: idOf('ord', row.order_id),
  lineId: idOf('oln', row.order_line_id),
  offeringId: row.product_offering_id,
  offeringVersion: row.source_version,
  specificationId: row.product_spec_id,
  quantity: row.quantity,
  status: row.status,
  activatedAt: row.activation_date,
  sourceSystem: row.source_system,
  ...row.payload_json,
})
