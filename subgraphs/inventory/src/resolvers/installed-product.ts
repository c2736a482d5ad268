import { connection, type Page } from '@pactwork/kernel/connection'
import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { Batch, GraphContext } from '@pactwork/kernel/graph-context'
import { query } from '@pactwork/kernel/resolver'

import { listInstalledProducts, readInstalledProducts } from '../installed-product.store.ts'
import type { InstalledProduct as State } from '../installed-product.ts'
import { staffAndMachines } from './rules.ts'

type Reference = { id: string }

const productsById: Batch<State> = async (ids, { read, authority }) => {
  const [rows, allowed] = await Promise.all([read((uow) => readInstalledProducts(uow, ids)), authority()])
  const visible = rows.filter(({ customerId }) => mayActFor(allowed, customerId))

  return ids.map((id) => visible.find((row) => row.id === id))
}

/** A customer's products as a page; nothing at all for who may not act for that customer. */
async function page(customerId: string, bounds: Page, { read, authority }: GraphContext) {
  if (!mayActFor(await authority(), customerId)) return null

  return connection(bounds, ({ limit, after }) =>
    read((uow) => listInstalledProducts(uow, customerId, { limit, after })),
  )
}

export const installedProducts = query(
  staffAndMachines,
  ({ customerId, ...bounds }: Page & { customerId: string }, context) => page(customerId, bounds, context),
)

export const installedProduct = query(staffAndMachines, ({ id }: Reference, { load }) =>
  load(productsById, id),
)

export const InstalledProduct = {
  __resolveReference: ({ id }: Reference, { load }: GraphContext) => load(productsById, id),
  customer: ({ customerId }: State) => ({ id: customerId }),
  offering: ({ offeringId }: State) => ({ id: offeringId }),
  orderLineId: ({ lineId }: State) => lineId,
  asOf: ({ activatedAt }: State) => activatedAt,
  externalReferences: ({ externalReferences }: State) =>
    Object.entries(externalReferences).map(([capability, reference]) => ({ capability, reference })),
}

export const Customer = {
  __resolveReference: ({ id }: Reference) => ({ id }),
  installedProducts: ({ id }: Reference, bounds: Page, context: GraphContext) => {
    context.require(staffAndMachines)

    return page(id, bounds, context)
  },
}
