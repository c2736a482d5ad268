import { randomUUID } from 'node:crypto'
import { importCatalog, makeCustomer } from '../../stack/journey/catalog.ts'
import { accept, approve, findOffering, quoteOffering } from '../../stack/journey/sell.ts'
import { graphClient, type GraphClient } from '../../stack/graph-client.ts'
import { ensureTenant, personas, personaToken, type Endpoints, type Tenant } from '../../stack/tenants.ts'
import { externalSystems } from '../../support/external-system.ts'
import { sampleCatalog } from '../../support/tenant.ts'
import { testStack } from '../../support/test-stack.ts'
import { until } from '../../support/until.ts'
import { collectIds, type Ids } from './collect-ids.ts'

/** Everything of one commitment, from the offering to the installed product, by what it is. */
export type Journey = {
  ids: Ids
  /** A quote that still can be changed, where it matters that nothing but the id stands in the way. */
  draft: Ids
}

/** Somebody who asks. */
export type Asker = { name: string; client: GraphClient; token: string; tenantId: string }

/** Two tenants; in the first one two customers who have nothing to do with each other. */
export type World = {
  tenant: Tenant
  other: Tenant
  /** The journey that nobody else is to learn of, and those who may. */
  own: Journey
  staff: Asker[]
  customer: Asker
  /** The other customer of the same tenant, with a journey of their own. */
  neighbour: Asker
  neighbours: Journey
  /** Everybody of the other tenant, with a journey of their own. */
  strangers: Asker[]
  strangersOwn: Journey
}

const silent = () => {}
const patiently = { within: 90_000 }
const neighbourPersona = {
  slug: 'neighbour',
  displayName: 'Nora, another customer',
  roles: ['CUSTOMER'],
  groups: [],
}

export async function probeWorld(): Promise<World> {
  const { urls, env } = await testStack()
  const endpoints: Endpoints = {
    gateway: urls['gateway'] ?? '',
    subgraphs: urls['subgraphs'] ?? '',
    keysDir: env['PACTWORK_KEYS_DIR'] ?? '',
  }
  const sellingTenant = async (name: string) => {
    const slug = `${name}-${randomUUID().slice(0, 8)}`
    const tenant = await ensureTenant(endpoints, { slug, name, more: [neighbourPersona] })
    await importCatalog(tenant, sampleCatalog, silent)

    return tenant
  }
  const askerOf = async (tenant: Tenant, name: string): Promise<Asker> => {
    const token = await personaToken(endpoints, tenant.slug, name)
    return { name, client: graphClient(endpoints.gateway, token), token, tenantId: tenant.id }
  }
  const [tenant, other] = await Promise.all([sellingTenant('probed'), sellingTenant('probing')])
  const everybody = (of: Tenant) => Promise.all(personas.map(({ slug }) => askerOf(of, slug)))
  const [insiders, strangers, neighbour] = await Promise.all([
    everybody(tenant),
    everybody(other),
    askerOf(tenant, neighbourPersona.slug),
  ])
  const customer = insiders.find(({ name }) => name === 'customer')
  if (!customer) throw new Error('The tenant has no customer persona.')
  const asNeighbour: Tenant = {
    ...tenant,
    as: async (persona) => (persona === 'customer' ? neighbour.client : tenant.as(persona)),
  }
  const { provisioning } = await externalSystems()
  const activations = (behaviour: 'reject' | 'succeed') =>
    Promise.all([tenant, other].map(({ id }) => provisioning.behave({ behaviour, match: { tenant: id } })))
  await activations('reject')
  const walking = await Promise.all([tenant, asNeighbour, other].map(walkIntoFallout))
  await Promise.all(walking.map(fallenOut))
  await activations('succeed')
  const [own, neighbours, strangersOwn] = await Promise.all(walking.map(walkToTheEnd))
  if (!own || !neighbours || !strangersOwn) throw new Error('A journey is missing.')

  return {
    tenant,
    other,
    own,
    staff: insiders.filter((one) => one !== customer),
    customer,
    neighbour,
    neighbours,
    strangers,
    strangersOwn,
  }
}

type Walking = {
  tenant: Tenant
  customerId: string
  siteId: string
  quoteId: string
  orderId: string
  draft: Ids
}

/** A commitment whose activation is refused. */
async function walkIntoFallout(tenant: Tenant): Promise<Walking> {
  const [sales, approver, customer] = await Promise.all([
    tenant.as('sales'),
    tenant.as('approver'),
    tenant.as('customer'),
  ])
  const { customerId, siteId } = await makeCustomer(tenant)
  const offering = await findOffering(sales, silent)
  const about = { customerId, siteId, offering }
  const { quoteId } = await quoteOffering(sales, about, silent)
  const waiting = await quoteOffering(sales, about, silent)
  const draft = { ...(await draftQuote(sales, about)), SubmittedQuote: waiting.quoteId }
  await approve(approver, quoteId, silent)
  await accept(customer, quoteId, silent)

  const orderId = await until('the acceptance to become an order', async () => {
    const { quote } = await customer.data(
      'query ($id: ID!) { quote(id: $id) { acceptance { order { id } } } }',
      { id: quoteId },
    )
    return quote.acceptance?.order?.id as string | undefined
  })

  return { tenant, customerId, siteId, quoteId, orderId, draft }
}

const fallenOut = ({ tenant, orderId }: Walking): Promise<boolean> =>
  until(
    'the activation to fall out',
    async () => {
      const answer = await (
        await tenant.as('operations')
      ).data('query ($id: ID!) { order(id: $id) { falloutCases { item { id } } } }', { id: orderId })
      return Boolean(answer['order'].falloutCases[0]?.item)
    },
    patiently,
  )

/** A person has the activation tried anew, and it completes: so there is one of every kind of thing. */
async function walkToTheEnd({ tenant, draft, ...known }: Walking): Promise<Journey> {
  const operations = await tenant.as('operations')
  const order = async (fields: string) =>
    (await operations.data(`query ($id: ID!) { order(id: $id) { ${fields} } }`, { id: known.orderId }))[
      'order'
    ]

  const { falloutCases } = await order('falloutCases { item { id } }')
  const itemId: string = falloutCases[0].item.id
  await operations.carry('retryFulfillmentItem', { itemId, reason: 'They say that it works now.' })
  await until(
    'the order to be completed',
    async () => (await order('status')).status === 'COMPLETED',
    patiently,
  )
  const ids = await collectIds(tenant, known)

  return { ids: { ...ids, SubmittedQuote: draft['SubmittedQuote'] ?? '' }, draft: { ...ids, ...draft } }
}

async function draftQuote(
  sales: GraphClient,
  { customerId, siteId, offering }: { customerId: string; siteId: string; offering: { id: string } },
): Promise<Ids> {
  const { quote } = await sales.carry(
    'createQuote',
    { customerId, currency: 'EUR', termMonths: 12 },
    { fields: 'quote { id }' },
  )
  const { line } = await sales.carry(
    'addQuoteLine',
    { quoteId: quote.id, offeringId: offering.id, quantity: 1, siteId },
    { fields: 'line { id }' },
  )

  return { Quote: quote.id, QuoteLine: line.id }
}
