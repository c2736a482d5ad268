import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { readCatalogFolder } from '../stack/catalog-folder.ts'
import type { Data, GraphClient } from '../stack/graph-client.ts'
import { importCatalog, makeCustomer } from '../stack/journey/catalog.ts'
import { findOffering } from '../stack/journey/sell.ts'
import { ensureTenant, type Endpoints, type Tenant } from '../stack/tenants.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

const folder = fileURLToPath(new URL('../catalogs/cold-chain', import.meta.url))
const silent = () => {}

/** A tenant of its own with a catalog and a customer, and what a sales rep does in it. */
export type Scene = Awaited<ReturnType<typeof salesScene>>

export async function salesScene() {
  const { urls, env } = await testStack()
  const endpoints: Endpoints = {
    gateway: urls['gateway'] ?? '',
    subgraphs: env['PACTWORK_SUBGRAPHS_URL'] ?? '',
    keysDir: env['PACTWORK_KEYS_DIR'] ?? '',
  }
  const tenant = await ensureTenant(endpoints, { slug: `s-${randomUUID().slice(0, 8)}`, name: 'Sales' })
  await importCatalog(tenant, folder, silent)
  const [{ customerId, siteId }, sales] = await Promise.all([makeCustomer(tenant), tenant.as('sales')])
  const offering = await findOffering(sales, silent)

  return {
    endpoints,
    tenant,
    customerId,
    siteId,
    offering,
    sales,
    ...quoting(sales, { customerId, siteId, offering }),
    publish: (change: (text: string, path: string) => string) => publish(tenant, change),
    database: () => connect(env['PACTWORK_DATABASE_URL'] ?? ''),
  }
}

type About = { customerId: string; siteId: string; offering: { id: string; characteristics: Data[] } }

const fields = 'quote { id version revision state }'

function quoting(sales: GraphClient, { customerId, siteId, offering }: About) {
  const drafted = async (): Promise<Data> => {
    const input = { customerId, currency: 'EUR', termMonths: 12 }
    return (await sales.carry('createQuote', input, { fields }))['quote']
  }
  const lined = async (quantity = 2): Promise<{ quoteId: string; lineId: string }> => {
    const { id: quoteId } = await drafted()
    const input = { quoteId, offeringId: offering.id, quantity, siteId }
    const { line } = await sales.carry('addQuoteLine', input, { fields: 'line { id }' })
    await configured(quoteId, line.id)

    return { quoteId, lineId: line.id }
  }
  const configured = (quoteId: string, lineId: string) =>
    sales.carry('configureQuoteLine', { quoteId, lineId, selections: choices(offering.characteristics) })

  const priced = async ({ basisPoints = 0, quantity = 2 } = {}) => {
    const line = await lined(quantity)
    if (basisPoints > 0)
      await sales.carry('discountQuoteLine', { ...line, basisPoints, reason: 'It was asked for.' })
    await sales.carry('priceQuote', { quoteId: line.quoteId })

    return line
  }
  const submitted = async (options: { basisPoints?: number; quantity?: number } = {}) => {
    const line = await priced(options)
    await sales.carry('submitQuote', { quoteId: line.quoteId })

    return line
  }
  const seen = async (quoteId: string, more = ''): Promise<Data> => {
    const answer = await sales.data(
      `query ($id: ID!) { quote(id: $id) { id state revision version ${more} } }`,
      { id: quoteId },
    )
    return answer['quote']
  }
  const inState = (quoteId: string, state: string): Promise<Data> =>
    until(`the quote to be ${state}`, async () => {
      const quote = await seen(quoteId)
      return quote['state'] === state && quote
    })
  /** Within policy: approved by it, without anybody. */
  const approved = async () => {
    const line = await submitted()
    await inState(line.quoteId, 'APPROVED')

    return line
  }

  return { drafted, lined, priced, submitted, approved, seen, inState }
}

/** Publishes the catalog again with some of its texts changed, and confirms what was inferred. */
async function publish(tenant: Tenant, change: (text: string, path: string) => string): Promise<Data> {
  const manager = await tenant.as('catalog-manager')
  const { files, links } = await readCatalogFolder(folder)
  const changed = files.map(({ path, text }) => ({ path, text: change(text, path) }))
  const publication = 'publication { catalogVersion publicationHash links(status: "INFERRED") { id } }'
  const imported = await manager.carry(
    'importCatalog',
    { files: changed, ...(links && { links }) },
    { fields: publication },
  )
  const { publicationHash, links: inferred, catalogVersion } = imported['publication']
  if (inferred.length === 0) return { catalogVersion }

  const linkIds = inferred.map(({ id }: Data) => id)
  const input = { publicationHash, linkIds, reason: 'They belong together.' }
  return (await manager.carry('confirmLinks', input, { fields: 'publication { catalogVersion }' }))[
    'publication'
  ]
}

const choices = (characteristics: Data[]): Data[] =>
  characteristics
    .filter(({ configurable }) => configurable)
    .flatMap(({ name, values }) => {
      const value = (values.find((one: Data) => one['isDefault']) ?? values[0])?.value
      return value == null ? [] : [{ name, value }]
    })

/** A connection as the database's owner, to try what no code of ours would. */
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()

  return client
}
