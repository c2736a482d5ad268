import { beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { GraphClient } from '../stack/graph-client.ts'
import { makeCustomer } from '../stack/journey/catalog.ts'
import { until } from '../support/until.ts'
import { salesScene, type Scene } from './scene.ts'

let scene: Scene
let customer: GraphClient
beforeAll(async () => {
  scene = await salesScene()
  customer = await scene.tenant.as('customer')
}, 60_000)

const fields = 'acceptance { id revision evidenceHash }'
const accept = (quoteId: string, key = randomUUID()) =>
  customer.run('acceptQuote', { quoteId, revision: 1 }, { key, fields })
const dearer = (text: string, path: string) =>
  path.includes('price')
    ? text.replaceAll(/"value": (\d+)/g, (_, digits) => `"value": ${Number(digits) + 1}`)
    : text

describe('Accepting a quote', () => {
  test('QUO-04 QUO-07 M33 twenty at once with keys of their own: one acceptance, and all hear of it', async () => {
    const { quoteId } = await scene.approved()
    const document = `mutation ($input: AcceptQuoteInput!, $key: ID!) { acceptQuote(input: $input, idempotencyKey: $key) {
      __typename
      ... on AcceptQuotePayload { acceptance { id } }
      ... on QuoteAlreadyAccepted { code acceptance { id } }
      ... on CommandRejected { code }
    } }`
    const once = async (key: string) =>
      (await customer.data(document, { input: { quoteId, revision: 1 }, key }))['acceptQuote']
    // "Not now" is an answer, too, when twenty ask at once: the same key asks again.
    const untilDecided = (key: string) =>
      until(`an answer for ${key}`, async () => {
        const answer = await once(key)
        return (
          !['EVIDENCE_UNAVAILABLE', 'CONCURRENT_CHANGE', 'IDEMPOTENCY_IN_PROGRESS'].includes(answer.code) &&
          answer
        )
      })
    const answers = await Promise.all(Array.from({ length: 20 }, () => untilDecided(randomUUID())))

    expect(answers.filter(({ __typename }) => __typename === 'AcceptQuotePayload')).toHaveLength(1)
    expect(
      answers.filter(({ __typename }) => __typename !== 'AcceptQuotePayload').map(({ code }) => code),
    ).toEqual(Array.from({ length: 19 }, () => 'QUOTE_ALREADY_ACCEPTED'))
    expect(new Set(answers.map(({ acceptance }) => acceptance.id)).size).toBe(1)
  })

  test('M33 the same key answers the same acceptance again', async () => {
    const { quoteId } = await scene.approved()
    const key = randomUUID()
    const [first, second] = [await accept(quoteId, key), await accept(quoteId, key)]

    expect(first['acceptance'].id).toMatch(/^acc_/)
    expect(second).toEqual(first)
  })

  test('QUO-09 the database has one accepted revision a quote, whatever the code believes', async () => {
    const { quoteId } = await scene.approved()
    await accept(quoteId)
    const database = await scene.database()
    try {
      await expect(
        database.query(
          `insert into quote.quote_revision (tenant_id, quote_id, revision, state)
           select tenant_id, quote_id, revision + 1, 'ACCEPTED' from quote.quote_revision where state = 'ACCEPTED' limit 1`,
        ),
      ).rejects.toThrow(/uq_quote_one_accepted_revision/)
    } finally {
      await database.end()
    }
  })

  test('QUO-05 PRC-08 SEC-01e M6 right after a price changed the acceptance is refused, with the fact that changed', async () => {
    const own = await salesScene()
    const { quoteId } = await own.approved()
    await own.publish(dearer)
    const refused = await (await own.tenant.as('customer')).run('acceptQuote', { quoteId, revision: 1 })

    expect(refused).toMatchObject({ __typename: 'CommandRejected', code: 'PRICE_STALE' })
    expect(refused['violations']).toContainEqual(
      expect.objectContaining({
        code: 'FACT_CHANGED',
        path: expect.stringMatching(/\.prices\.pop_\w+\.amount$/),
      }),
    )
  })

  test('M35 a republish that changes nothing the price used stales nothing', async () => {
    const own = await salesScene()
    const { quoteId } = await own.approved()
    await own.publish((text, path) => (path.includes('category') ? text.replace('Proof', 'A proof') : text))
    const accepted = await (
      await own.tenant.as('customer')
    ).run('acceptQuote', { quoteId, revision: 1 }, { fields })

    expect(accepted).toMatchObject({ __typename: 'AcceptQuotePayload', acceptance: { revision: 1 } })
  })

  test('SEC-01e for a customer one may not act for, the quote is as if it were not there', async () => {
    const admin = await scene.tenant.as('admin')
    const { me } = await customer.data('{ me { id } }')
    const { customerId } = await makeCustomer(scene.tenant)
    const created = await scene.sales.carry(
      'createQuote',
      { customerId, currency: 'EUR', termMonths: 12 },
      { fields: 'quote { id }' },
    )
    const quoteId = created['quote'].id
    const seen = () => customer.data('query ($id: ID!) { quote(id: $id) { id } }', { id: quoteId })
    expect(await seen()).toEqual({ quote: { id: quoteId } })

    await admin.carry('withdrawCustomerAuthority', { customerId, userId: me.id, reason: 'left' })
    await until('the authority to be gone', async () => (await seen())['quote'] === null)
    expect(await accept(quoteId)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await accept('quo_00000000000000000000000000')).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('QUO-04 what is not approved, or another revision than seen, is not accepted', async () => {
    const { quoteId } = await scene.priced()
    expect(await accept(quoteId)).toMatchObject({ code: 'QUOTE_NOT_APPROVED' })

    const approved = await scene.approved()
    const other = await customer.run('acceptQuote', { quoteId: approved.quoteId, revision: 2 })
    expect(other).toMatchObject({ code: 'REVISION_NOT_CURRENT' })
  })

  test('APR-05 a revised quote leaves no approval to accept on', async () => {
    const { quoteId } = await scene.approved()
    await scene.sales.carry('reviseQuote', { quoteId, reason: 'other terms' })

    expect(await scene.seen(quoteId, 'approval { outcome } price { staleBecause }')).toMatchObject({
      state: 'DRAFT',
      revision: 2,
      approval: null,
      price: { staleBecause: 'REVISED' },
    })
    expect(await accept(quoteId)).toMatchObject({ code: 'QUOTE_NOT_APPROVED' })
    await until('the approval to be void', async () => {
      const { approvalRequests } = await scene.seen(quoteId, 'approvalRequests { revision state }')
      return approvalRequests[0]?.state === 'INVALIDATED'
    })
  })

  test('QUO-04 after the last business day there is nothing to accept', async () => {
    const own = await salesScene()
    const { quoteId } = await own.approved()
    const { validUntil } = await own.seen(quoteId, 'validUntil')
    const after = new Date(Date.parse(validUntil) + 86_400_000).toISOString().slice(0, 10)
    const admin = await own.tenant.as('admin')
    await admin.carry('setBusinessDate', { businessDate: after, reason: 'The month is over.' })
    const buyer = await own.tenant.as('customer')

    // A revision that is none cannot be accepted by accident while the business date is still on its way.
    await until('the business date to be known', async () => {
      const answer = await buyer.run('acceptQuote', { quoteId, revision: 9 })
      return answer['code'] === 'QUOTE_PAST_VALIDITY'
    })
    const refused = await buyer.run('acceptQuote', { quoteId, revision: 1 })
    expect(refused).toMatchObject({ code: 'QUOTE_PAST_VALIDITY' })

    // Nobody waits a month: the due work is made due, and the scheduler ends the offer by the business date.
    const database = await own.database()
    try {
      await until('the offer to have expired', async () => {
        await database.query('update quote.due_work set due_at = now() where kind = $1 and key = $2', [
          'quote.expire',
          `${quoteId}/1`,
        ])
        return (await own.seen(quoteId))['state'] === 'EXPIRED'
      })
    } finally {
      await database.end()
    }
  })
})
