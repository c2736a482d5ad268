import { connection, type Page } from '@pactwork/kernel/connection'
import type { Batch, GraphContext } from '@pactwork/kernel/graph-context'
import { query } from '@pactwork/kernel/resolver'
import { listOfferings, readOfferings } from '../offering.store.ts'
import { offeringView, type OfferingView } from '../offering.view.ts'

const rule = { permission: 'catalog:read' }

const offeringsById: Batch<OfferingView> = async (ids, { read, businessDate }) => {
  const found = await read((uow) => readOfferings(uow, ids))

  return ids.map((id) => {
    const stored = found.get(id)

    return stored && offeringView(stored, businessDate())
  })
}

export const productOffering = query(rule, ({ id }: { id: string }, { load }) => load(offeringsById, id))

type Filtered = Page & { filter?: { sellable?: boolean | null; text?: string | null } | null }

export const productOfferings = query(rule, async ({ filter, ...page }: Filtered, { read, businessDate }) =>
  connection(page, async (bounds) => {
    const stored = await read((uow) => listOfferings(uow, filter ?? {}, bounds))

    return stored.map((one) => offeringView(one, businessDate()))
  }),
)

export const ProductOffering = {
  __resolveReference: ({ id }: { id: string }, context: GraphContext) => context.load(offeringsById, id),
}
