import type { GraphContext } from '@pactwork/kernel/graph-context'
import { isPermitted } from '@pactwork/kernel/actor'
import {
  authorizedUsers,
  customersById,
  sitesById,
  sitesOfCustomers,
  type CustomerView,
  type SiteView,
} from '../customer-views.ts'

type Reference = { id: string }

/** Payloads name a customer by id alone; the first field asked of it loads it. */
const full = (customer: CustomerView | Reference, context: GraphContext): Promise<CustomerView> => {
  if ('number' in customer) return Promise.resolve(customer)

  return context.load(customersById, customer.id).then((view) => {
    if (!view) throw new TypeError(`The customer ${customer.id} of this answer cannot be read.`)
    return view
  })
}

const shown =
  <Field extends keyof CustomerView>(field: Field) =>
  async (
    customer: CustomerView | Reference,
    _: unknown,
    context: GraphContext,
  ): Promise<CustomerView[Field]> =>
    (await full(customer, context))[field]

export const Customer = {
  __resolveReference: ({ id }: Reference, context: GraphContext) => context.load(customersById, id),
  number: shown('number'),
  name: shown('name'),
  segment: shown('segment'),
  status: shown('status'),
  version: shown('version'),
  createdAt: shown('createdAt'),
  sites: ({ id }: Reference, _: unknown, context: GraphContext) => context.load(sitesOfCustomers, id),
  authorizedUsers: ({ id }: Reference, _: unknown, context: GraphContext) =>
    isPermitted(context.actor, { permission: 'customer:administer' })
      ? context.load(authorizedUsers, id)
      : null,
}

const fullSite = (site: SiteView | Reference, context: GraphContext): Promise<SiteView> => {
  if ('verified' in site) return Promise.resolve(site)

  return context.load(sitesById, site.id).then((view) => {
    if (!view) throw new TypeError(`The site ${site.id} of this answer cannot be read.`)
    return view
  })
}

export const Site = {
  __resolveReference: ({ id }: Reference, context: GraphContext) => context.load(sitesById, id),
  customer: async (site: SiteView | Reference, _: unknown, context: GraphContext) =>
    context.load(customersById, (await fullSite(site, context)).customerId),
  address: async (site: SiteView | Reference, _: unknown, context: GraphContext) =>
    (await fullSite(site, context)).address,
  verified: async (site: SiteView | Reference, _: unknown, context: GraphContext) =>
    (await fullSite(site, context)).verified,
}
