import { readFileSync } from 'node:fs'
import { salesScene } from '../quote/scene.ts'
import type { Line } from '../simulators/journal.ts'
import type { Data } from '../stack/graph-client.ts'
import { externalSystems, type Setting } from '../support/external-system.ts'
import { until } from '../support/until.ts'

/** An operation that clients are given, as it is saved. */
export const saved = (name: string): string =>
  readFileSync(new URL(`../../contracts/operations/${name}.graphql`, import.meta.url), 'utf8')

export type Ordering = Awaited<ReturnType<typeof ordering>>

/** A tenant of its own that sells, with the people an order needs and the systems that carry it out. */
export async function ordering() {
  const scene = await salesScene()
  const [customer, operations, systems] = await Promise.all([
    scene.tenant.as('customer'),
    scene.tenant.as('operations'),
    externalSystems(),
  ])

  const order = async (orderId: string): Promise<Data> =>
    (await operations.data(saved('order-view'), { orderId }))['order']
  const reaches = (orderId: string, what: string, is: (order: Data) => boolean, within = 60_000) =>
    until(
      `the order to have ${what}`,
      async () => {
        const seen = await order(orderId)
        return is(seen) && seen
      },
      { within },
    )
  const accepted = async (): Promise<{ quoteId: string; acceptanceId: string }> => {
    const { quoteId } = await scene.approved()
    const fields = 'acceptance { id }'
    const { acceptance } = await customer.carry('acceptQuote', { quoteId, revision: 1 }, { fields })

    return { quoteId, acceptanceId: acceptance.id }
  }
  const orderOf = (quoteId: string): Promise<string> =>
    until('the acceptance to become an order', async () => {
      const { acceptance } = await scene.seen(quoteId, 'acceptance { order { id } }')
      return acceptance.order?.id
    })

  return {
    ...scene,
    customer,
    operations,
    systems,
    accepted,
    orderOf,
    order,
    reaches,
    /** An accepted quote's order, as soon as there is one. */
    placed: async (): Promise<string> => orderOf((await accepted()).quoteId),
    completed: (orderId: string) =>
      reaches(orderId, 'been completed', ({ status }) => status === 'COMPLETED'),
    /** Lets a system behave so towards this tenant alone. */
    behave: (system: keyof typeof systems, setting: Setting) =>
      systems[system].behave({ ...setting, match: { tenant: scene.tenant.id } }),
  }
}

/** The item of an order that has a capability carried out. */
export function itemOf(order: Data, capability: string): Data {
  const item = order['fulfillmentItems'].find((one: Data) => one['capability'] === capability)
  if (!item) throw new Error(`The order has no item ${capability}.`)

  return item
}

/** What a journal says was asked and done, by key. */
export const traffic = (journal: Line[]) => ({
  requests: journal.flatMap((line) => (line.kind === 'CALLED' && line.on === 'request' ? [line.key] : [])),
  questions: journal.flatMap((line) => (line.kind === 'CALLED' && line.on === 'ask' ? [line.key] : [])),
  effects: journal.flatMap((line) => (line.kind === 'EFFECT' ? [line.work] : [])),
})
