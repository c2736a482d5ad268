import { askSubgraph } from '../../support/graph.ts'
import type { Data } from '../../stack/graph-client.ts'
import type { Tenant } from '../../stack/tenants.ts'
import { until } from '../../support/until.ts'

/** An id of each kind of thing, by the type of the graph. */
export type Ids = Readonly<Record<string, string>>

type Known = { customerId: string; siteId: string; quoteId: string; orderId: string }

const aboutQuote = `query ($id: ID!) { quote(id: $id) {
  lines { id offering { id } configuration { id } availability { evidenceId } } price { result { id } } acceptance { id }
  owner { id } approvalRequests { id workItem { id } } } }`
const aboutOrder = `query ($id: ID!) { order(id: $id) {
  lines { id } fulfillmentItems { id capability } falloutCases { id } } }`
const aboutInstalled = `query ($id: ID!) { installedProducts(customerId: $id) { edges { node { id } } } }`
const aboutProcesses = `query ($id: ID!) { processesOf(domainId: $id) { id } }`

const aboutCatalog = `{ currentCatalogPublication { id links { id } } catalogPublications { nodes { id cause } } }`

/** Finds what a walked journey has left, each by somebody who may see it. */
export async function collectIds(
  tenant: Tenant,
  { customerId, siteId, quoteId, orderId }: Known,
): Promise<Ids> {
  const [sales, approver, operations, supervisor, manager, customer] = await Promise.all(
    (['sales', 'approver', 'operations', 'supervisor', 'catalog-manager', 'customer'] as const).map(
      (persona) => tenant.as(persona),
    ),
  )
  if (!sales || !approver || !operations || !supervisor || !manager || !customer)
    throw new Error('A persona is missing.')
  const installed = await until('the installed product', async () => {
    const { installedProducts } = await customer.data(aboutInstalled, { id: customerId })
    return installedProducts?.edges[0]?.node as Data | undefined
  })
  const [
    { quote },
    { order },
    { processesOf },
    { me },
    { currentCatalogPublication: publication, catalogPublications },
  ] = await Promise.all([
    approver.data(aboutQuote, { id: quoteId }),
    operations.data(aboutOrder, { id: orderId }),
    supervisor.data(aboutProcesses, { id: quoteId }),
    customer.data('{ me { id } }'),
    manager.data(aboutCatalog),
  ])
  const [line] = quote.lines
  const [approval] = quote.approvalRequests
  const item = order.fulfillmentItems.find(({ capability }: Data) => capability === 'RESERVE')
  const { data } = await askSubgraph(
    'port',
    tenant.id,
    'inventory',
    'query ($id: ID!) { reservationsOfOrder(orderId: $id) { id } }',
    { id: orderId },
  )

  return {
    ApprovalRequest: approval.id,
    AvailabilityEvidence: line.availability.evidenceId,
    CatalogLink: publication.links[0].id,
    CatalogPublication: publication.id,
    Configuration: line.configuration.id,
    Customer: customerId,
    FalloutCase: order.falloutCases[0].id,
    FulfillmentItem: item.id,
    ImportedPublication: catalogPublications.nodes.find(({ cause }: Data) => cause === 'IMPORT').id,
    InstalledProduct: installed['id'],
    Order: orderId,
    OrderLine: order.lines[0].id,
    PriceResult: quote.price.result.id,
    ProcessCorrelation: processesOf[0].id,
    ProductOffering: line.offering.id,
    Quote: quoteId,
    QuoteAcceptance: quote.acceptance.id,
    QuoteLine: line.id,
    Reservation: data['reservationsOfOrder'][0].id,
    Salesperson: quote.owner.id,
    Site: siteId,
    Tenant: tenant.id,
    Token: tokenId(customer.token ?? ''),
    User: me.id,
    WorkItem: approval.workItem.id,
  }
}

const tokenId = (token: string): string => {
  const [, claims = ''] = token.split('.')
  const { jti } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { jti: string }

  return jti
}
