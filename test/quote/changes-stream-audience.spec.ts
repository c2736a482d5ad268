import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Data, GraphClient } from '../stack/graph-client.ts'
import { makeCustomer } from '../stack/journey/catalog.ts'
import { personaToken } from '../stack/tenants.ts'
import { until } from '../support/until.ts'
import { salesScene, type Scene } from './scene.ts'
import { following } from './stream-follower.ts'
import { quoteChanges, told } from './stream-walk.ts'

let scene: Scene
beforeAll(async () => {
  scene = await salesScene()
}, 60_000)

/** A priced quote for a customer, by whom it is made. */
async function priced(by: GraphClient, customerId: string, siteId: string): Promise<string> {
  const created = await by.carry(
    'createQuote',
    { customerId, currency: 'EUR', termMonths: 12 },
    { fields: 'quote { id }' },
  )
  const quoteId: string = created['quote'].id
  const { line } = await by.carry(
    'addQuoteLine',
    { quoteId, offeringId: scene.offering.id, quantity: 1, siteId },
    { fields: 'line { id }' },
  )
  const selections = scene.offering.characteristics.flatMap(({ name, configurable, values }: Data) => {
    const value = (values.find((one: Data) => one['isDefault']) ?? values[0])?.value
    return configurable && value != null ? [{ name, value }] : []
  })
  await by.carry('configureQuoteLine', { quoteId, lineId: line.id, selections })
  await by.carry('priceQuote', { quoteId })

  return quoteId
}

const quotesOf = (values: readonly Data[]): string[] => values.map(({ quote }) => quote?.id)

describe('who is told', () => {
  test('one’s own quotes, one customer’s, one quote: each filter is kept, before and after subscribing', async () => {
    const partner = await scene.tenant.as('partner')
    const other = await makeCustomer(scene.tenant)
    const mine = await priced(scene.sales, scene.customerId, scene.siteId)
    const theirs = await priced(partner, other.customerId, other.siteId)
    const filters = {
      mine: [{ mine: true }, [mine, mine]],
      customer: [{ customerId: other.customerId }, [theirs, theirs]],
      quote: [{ quoteId: theirs }, [theirs, theirs]],
      both: [{ mine: false, change: ['REPRICED'] }, [mine, theirs, theirs, mine]],
    } as const
    const token = scene.sales.token
    const { mine: first, customer, quote, both } = filters

    await following(token, quoteChanges, { filter: first[0], last: 100 }, (ofMine) =>
      following(token, quoteChanges, { filter: customer[0], last: 100 }, (ofCustomer) =>
        following(token, quoteChanges, { filter: quote[0], last: 100 }, (ofQuote) =>
          following(token, quoteChanges, { filter: both[0], last: 100 }, async (ofBoth) => {
            await Promise.all([ofMine.first(1), ofCustomer.first(1), ofQuote.first(1), ofBoth.first(2)])
            await partner.carry('priceQuote', { quoteId: theirs })
            await scene.sales.carry('priceQuote', { quoteId: mine })

            expect(quotesOf(await ofMine.first(2))).toEqual(first[1])
            expect(quotesOf(await ofCustomer.first(2))).toEqual(customer[1])
            expect(quotesOf(await ofQuote.first(2))).toEqual(quote[1])
            expect(quotesOf(await ofBoth.first(4)).toSorted()).toEqual([...both[1]].toSorted())
          }),
        ),
      ),
    )
  })

  test('SEC-09 nobody of another tenant, nobody who may not act for the customer; their own comes all the same', async () => {
    const [elsewhere, customer] = [await salesScene(), await scene.tenant.as('customer')]
    const stranger = await makeCustomer(scene.tenant)
    const { me } = await customer.data('{ me { id } }')
    await withdraw(stranger.customerId, me.id)

    await following(elsewhere.sales.token, quoteChanges, { last: 100 }, (theirs) =>
      following(customer.token, quoteChanges, { last: 100 }, async (customers) => {
        const before = customers.seen().length
        const hidden = await priced(scene.sales, stranger.customerId, stranger.siteId)
        await following(scene.sales.token, quoteChanges, { filter: { quoteId: hidden }, last: 1 }, (sales) =>
          sales.first(1),
        )
        const shown = await priced(scene.sales, scene.customerId, scene.siteId)
        const { quoteId: own } = await elsewhere.priced()

        await customers.one('a quote of their own', ({ quote }) => quote.id === shown)
        expect(quotesOf(await theirs.first(1))).toEqual([own])
        expect(quotesOf(customers.seen())).not.toContain(hidden)
        expect(customers.seen().length).toBeGreaterThan(before)
      }),
    )
  })

  test('M5 whoever may no longer act for the customer is told nothing from then on, and again when they may', async () => {
    const customer = await scene.tenant.as('customer')
    const { me } = await customer.data('{ me { id } }')
    const about = await makeCustomer(scene.tenant)
    const quoteId = await priced(scene.sales, about.customerId, about.siteId)
    const mayBeSeen = async (): Promise<boolean> => {
      const { quote } = await customer.data('query ($id: ID!) { quote(id: $id) { id } }', { id: quoteId })
      return quote !== null
    }
    // Authority is known for two seconds; the last change is passed over where it was granted within them.
    await until('the authority to be known', mayBeSeen)

    await following(customer.token, quoteChanges, { last: 1 }, (customers) =>
      following(scene.sales.token, quoteChanges, { filter: { quoteId }, last: 1 }, async (sales) => {
        const repriced = async (times: number): Promise<string> => {
          await scene.sales.carry('priceQuote', { quoteId })
          return (await sales.first(times)).at(-1)?.['occurredAt']
        }
        await customers.first(1)
        await withdraw(about.customerId, me.id)
        await until('the authority to be gone', async () => !(await mayBeSeen()))
        const unseen = await repriced(2)
        // Each change is judged when it is told: this one comes behind it, so that one was passed over before.
        const behind = await priced(scene.sales, scene.customerId, scene.siteId)
        await customers.one('what came behind it', ({ quote }) => quote?.id === behind)

        const admin = await scene.tenant.as('admin')
        await admin.carry('grantCustomerAuthority', { customerId: about.customerId, userId: me.id })
        await until('the authority to be back', mayBeSeen)
        const seen = await repriced(3)
        const told = await customers.one('it again', ({ occurredAt }) => occurredAt === seen)

        expect(told).toMatchObject({ change: 'REPRICED', quote: { id: quoteId } })
        expect(customers.seen().map(({ occurredAt }) => occurredAt)).not.toContain(unseen)
      }),
    )
  })

  test('a role withdrawn in mid-stream ends it', async () => {
    const own = await salesScene()
    const admin = await own.tenant.as('admin')
    const token = await personaToken(own.endpoints, own.tenant.slug, 'partner')
    const partner = await own.tenant.as('partner')
    const { me } = await partner.data('{ me { id } }')

    await following(token, quoteChanges, { last: 100 }, async (follower) => {
      await own.priced()
      await follower.first(1)
      await admin.carry('withdrawRole', {
        userId: me.id,
        role: 'INTEGRATION_PARTNER',
        reason: 'The contract has ended.',
      })
      await until('the subscription to end', async () => follower.isOver(), { within: 10_000 })
      await own.priced()
      await following(own.sales.token, quoteChanges, { last: 100 }, (sales) => sales.first(2))

      expect(told(follower.seen())).toEqual(['REPRICED 1'])
    })
  })
})

const withdraw = async (customerId: string, userId: string): Promise<void> => {
  const admin = await scene.tenant.as('admin')
  await admin.carry('withdrawCustomerAuthority', { customerId, userId, reason: 'They left.' })
}
