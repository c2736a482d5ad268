import type { Data, GraphClient } from '../graph-client.ts'
import { waitFor } from '../wait-for.ts'

type Tell = (line: string) => void

/** An offering with what a line needs to know of it. */
type Offering = {
  id: string
  name: string
  characteristics: Characteristic[]
  prices: { price: { currency: string } | null }[]
}
type Characteristic = {
  name: string
  configurable: boolean
  values: { value: string | null; isDefault: boolean }[]
}

const offeringFields = `id name prices { price { amount currency } }
  characteristics { name configurable values { value isDefault } }`

/** The first sellable offering that somebody can configure, else the first one. */
export async function findOffering(sales: GraphClient, tell: Tell): Promise<Offering> {
  const { productOfferings } = await sales.data(
    `{ productOfferings(filter: { sellable: true }, first: 50) { edges { node { orderable ${offeringFields} } } } }`,
  )
  const offerings: (Offering & { orderable: boolean })[] = productOfferings.edges.map(
    (edge: Data) => edge['node'],
  )
  const orderable = offerings.filter((offering) => offering.orderable)
  const chosen = orderable.find((offering) => choices(offering).length > 0) ?? orderable[0]
  if (!chosen) throw new Error('No offering of the catalog can be ordered: see the import report.')
  tell(`${orderable.length} offerings can be ordered; quoting "${chosen.name}"`)

  return chosen
}

/** One allowed value for each characteristic that has a choice: its default, else its first. */
const choices = (offering: Offering): { name: string; value: string }[] =>
  offering.characteristics
    .filter((characteristic) => characteristic.configurable)
    .flatMap(({ name, values }) => {
      const value = (values.find((one) => one.isDefault) ?? values[0])?.value
      return value == null ? [] : [{ name, value }]
    })

/** Create, add, configure, discount, price, submit: the sales rep's part. */
export async function quoteOffering(
  sales: GraphClient,
  {
    customerId,
    siteId,
    offering,
    quantity = 2,
  }: { customerId: string; siteId: string; offering: Offering; quantity?: number },
  tell: Tell,
): Promise<{ quoteId: string; lineId: string }> {
  const currency = offering.prices.find((one) => one.price)?.price?.currency ?? 'EUR'
  const created = await sales.carry(
    'createQuote',
    { customerId, currency, termMonths: 24 },
    { fields: 'quote { id number }' },
  )
  const quoteId: string = created['quote'].id
  tell(`sales: quote ${created['quote'].number} for the customer`)

  const added = await sales.carry(
    'addQuoteLine',
    { quoteId, offeringId: offering.id, quantity, siteId },
    { fields: 'line { id }' },
  )
  const lineId: string = added['line'].id
  const selections = choices(offering)
  const configured = await sales.carry(
    'configureQuoteLine',
    { quoteId, lineId, selections },
    { fields: 'line { configurationStatus } violations { code path message }' },
  )
  tell(`sales: line configured with ${selections.length} choices: ${configured['line'].configurationStatus}`)
  await sales.carry('discountQuoteLine', {
    quoteId,
    lineId,
    basisPoints: 1_000,
    reason: 'First order of a new customer.',
  })

  const priced = await sales.carry(
    'priceQuote',
    { quoteId },
    { fields: 'quote { price { contractValue { amount currency } discount { amount } approvalTriggers } }' },
  )
  const { contractValue, discount } = priced['quote'].price
  tell(
    `sales: priced at ${contractValue.amount} ${contractValue.currency} over the term, discount ${discount.amount}`,
  )
  await sales.carry('submitQuote', { quoteId })
  tell('sales: submitted for approval')

  return { quoteId, lineId }
}

/** The approver finds the work item, claims it and approves what it is about. */
export async function approve(approver: GraphClient, quoteId: string, tell: Tell): Promise<void> {
  const item = await waitFor('the work item of the approval', async () => {
    const { workItems } = await approver.data(
      `query ($about: ID!) { workItems(filter: { about: $about, kind: "APPROVAL" }) { edges { node {
         id queue subject { ... on ApprovalRequest { id level state } } } } } }`,
      { about: quoteId },
    )
    return workItems.edges[0]?.node as Data | undefined
  })
  await approver.carry('claimWorkItem', { workItemId: item['id'] })
  tell(`approver: claimed the work item in ${item['queue']} (level ${item['subject'].level})`)
  await approver.carry('approveQuote', {
    approvalId: item['subject'].id,
    reason: 'Within what we give to new customers.',
  })
  tell('approver: approved')
}

/** The customer accepts the approved revision. */
export async function accept(customer: GraphClient, quoteId: string, tell: Tell): Promise<string> {
  const quote = await waitFor('the quote to be APPROVED', async () => {
    const answer = await customer.data('query ($id: ID!) { quote(id: $id) { state revision } }', {
      id: quoteId,
    })
    return answer['quote']?.state === 'APPROVED' && (answer['quote'] as Data)
  })
  const accepted = await customer.carry(
    'acceptQuote',
    { quoteId, revision: quote['revision'] },
    { fields: 'acceptance { id }' },
  )
  tell('customer: accepted')

  return accepted['acceptance'].id
}
