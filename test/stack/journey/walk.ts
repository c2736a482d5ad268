import type { Tenant } from '../tenants.ts'
import { waitFor } from '../wait-for.ts'
import { makeCustomer } from './catalog.ts'
import { followMilestones, type Milestone } from './milestones.ts'
import { accept, approve, findOffering, quoteOffering } from './sell.ts'

/** What a walk leaves to look at. */
export type Walked = {
  customerId: string
  quoteId: string
  orderId: string
  milestones: Milestone[]
  status: string
  references: { capability: string; reference: string }[]
}

type Options = {
  tenant: Tenant
  gatewayUrl: string
  tell?: (line: string) => void
  /** How long fulfillment may take. */
  within?: number
  /** How milestones are followed; by a plain subscription unless something is going to break. */
  follow?: typeof followMilestones
  /** Told of each milestone as it arrives. */
  onMilestone?: (milestone: Milestone) => void
}

/**
 * One commitment from offering to installed product, through the gateway's public API only, each step by the
 * persona who would do it. Milestones come by subscription.
 */
export async function walk(options: Options): Promise<Walked> {
  const {
    tenant,
    gatewayUrl,
    tell = () => {},
    within = 60_000,
    follow = followMilestones,
    onMilestone,
  } = options
  const [sales, approver, customer] = await Promise.all([
    tenant.as('sales'),
    tenant.as('approver'),
    tenant.as('customer'),
  ])
  const { customerId, siteId } = await makeCustomer(tenant)

  const milestones: Milestone[] = []
  const completed = Promise.withResolvers<Milestone>()
  const following = follow(gatewayUrl, customer.token ?? '', { customerId }, (milestone) => {
    milestones.push(milestone)
    onMilestone?.(milestone)
    tell(`milestone ${milestone.position}: ${milestone.milestone}`)
    if (milestone.milestone === 'ORDER_COMPLETED') completed.resolve(milestone)
  })
  following.ended.catch((error: Error) => completed.reject(error))

  try {
    const offering = await findOffering(sales, tell)
    const { quoteId } = await quoteOffering(sales, { customerId, siteId, offering }, tell)
    await approve(approver, quoteId, tell)
    await accept(customer, quoteId, tell)

    const { orderId } = await inTime(completed.promise, within, () => milestones)
    const references = await installedReferences(tenant, customerId)
    const { order } = await customer.data('query ($id: ID!) { order(id: $id) { status } }', { id: orderId })

    return { customerId, quoteId, orderId, milestones, status: order.status, references }
  } finally {
    following.stop()
  }
}

async function installedReferences(tenant: Tenant, customerId: string): Promise<Walked['references']> {
  const customer = await tenant.as('customer')

  return waitFor('the installed product', async () => {
    const { installedProducts } = await customer.data(
      `query ($id: ID!) { installedProducts(customerId: $id) { edges { node {
         status externalReferences { capability reference } } } } }`,
      { id: customerId },
    )
    return installedProducts?.edges[0]?.node.externalReferences as Walked['references'] | undefined
  })
}

async function inTime(
  completed: Promise<Milestone>,
  within: number,
  seen: () => Milestone[],
): Promise<Milestone> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const names = seen().map((milestone) => milestone.milestone)
    late.reject(
      new Error(
        `The order did not complete within ${within / 1000} s. Milestones seen: ${names.join(', ') || 'none'}.`,
      ),
    )
  }, within)
  try {
    return await Promise.race([completed, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
