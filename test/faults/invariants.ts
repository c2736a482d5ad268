import type { Walked } from '../stack/journey/walk.ts'
import type { Stack } from '../stack/stack.ts'
import type { Tenant } from '../stack/tenants.ts'

type Entry = { kind: string; key?: string; [field: string]: unknown }

/** What always holds, whatever died: an empty list, or what is broken. */
export async function brokenInvariants(stack: Stack, tenant: Tenant, walked: Walked): Promise<string[]> {
  const broken: string[] = []
  const expect = (holds: boolean, otherwise: string): void => void (holds || broken.push(otherwise))

  expect(walked.status === 'COMPLETED', `the order is ${walked.status}`)
  const positions = walked.milestones.map((milestone) => milestone.position)
  expect(
    positions.every((position, index) => position === index + 1),
    `milestones arrived as ${positions.join(', ')}`,
  )
  const names = walked.milestones.map((milestone) => milestone.milestone)
  expect(new Set(names).size === names.length, `a milestone came twice: ${names.join(', ')}`)

  const sales = await tenant.as('sales')
  const { quote } = await sales.data('query ($id: ID!) { quote(id: $id) { orders { id } } }', {
    id: walked.quoteId,
  })
  expect(quote.orders.length === 1, `${quote.orders.length} orders came of one acceptance`)

  for (const system of ['inventorySystem', 'provisioningSystem'] as const) {
    const effects = (await journal(stack.urls[system], walked.orderId)).filter(
      (entry) => entry.kind === 'EFFECT',
    )
    expect(effects.length === 1, `${system} had ${effects.length} effects: ${JSON.stringify(effects)}`)
  }

  return broken
}

/** What a simulator did for an order, as it wrote down before it answered. */
async function journal(url: string, about: string): Promise<Entry[]> {
  const response = await fetch(`${url}/journal?about=${encodeURIComponent(about)}`, {
    signal: AbortSignal.timeout(10_000),
  })
  const body = (await response.json()) as Entry[] | { entries: Entry[] }

  return Array.isArray(body) ? body : body.entries
}
