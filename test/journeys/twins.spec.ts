import { beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { Data } from '../stack/graph-client.ts'
import { until } from '../support/until.ts'
import { ordering, type Ordering } from './ordering.ts'

let scene: Ordering
beforeAll(async () => {
  scene = await ordering()
}, 60_000)

const member = `__typename ... on Rejection { code }
  ... on AcceptQuotePayload { acceptance { id } }
  ... on QuoteAlreadyAccepted { acceptance { id order { id number } } }`
const accept = async (quoteId: string, key: string, revision = 1): Promise<Data> =>
  (
    await scene.customer.data(
      `mutation ($input: AcceptQuoteInput!, $key: ID!) { acceptQuote(input: $input, idempotencyKey: $key) { ${member} } }`,
      { input: { quoteId, revision }, key },
    )
  )['acceptQuote']
const notNow = new Set(['EVIDENCE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'CONCURRENT_CHANGE'])
/** As a careful client does it: "not now" is asked again with the same key. */
const capture = (quoteId: string): Promise<Data> => {
  const key = randomUUID()

  return until('an answer that decides', async () => {
    const answer = await captureOnce(quoteId, key)
    return !notNow.has(answer['code']) && answer
  })
}
const captureOnce = async (quoteId: string, key: string): Promise<Data> =>
  (
    await scene.sales.data(
      `mutation ($input: CaptureOrderFromQuoteInput!, $key: ID!) { captureOrderFromQuote(input: $input, idempotencyKey: $key) {
         __typename ... on Rejection { code }
         ... on CaptureOrderFromQuotePayload { order { id } }
         ... on QuoteAlreadyConverted { order { id number } } } }`,
      { input: { quoteId }, key },
    )
  )['captureOrderFromQuote']
describe('A double click', () => {
  let quoteId: string
  let answers: Data[]
  const key = randomUUID()
  beforeAll(async () => {
    quoteId = (await scene.approved()).quoteId
    answers = await Promise.all(Array.from({ length: 50 }, () => accept(quoteId, key)))
  }, 90_000)

  test('CAP-37 QUO-07 fifty times the same wish under one key: one acceptance, fifty equal answers', async () => {
    expect(answers[0]).toMatchObject({ acceptance: { id: expect.stringMatching(/^acc_/) } })
    expect(answers).toEqual(Array.from({ length: 50 }, () => answers[0]))
  })

  test('CAP-37 CNF-06 the key with another wish is refused and changes nothing', async () => {
    expect(await accept(quoteId, key, 2)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD',
    })
    expect(await accept(quoteId, key)).toEqual(answers[0])
  })

  test('QUO-07 CAP-18 M33 another key hears of the acceptance and its order', async () => {
    const orderId = await scene.orderOf(quoteId)

    expect(await accept(quoteId, randomUUID())).toEqual({
      __typename: 'QuoteAlreadyAccepted',
      code: 'QUOTE_ALREADY_ACCEPTED',
      acceptance: {
        id: answers[0]?.['acceptance'].id,
        order: { id: orderId, number: expect.stringMatching(/^O-/) },
      },
    })
  })

  test('CNF-04 CAP-18 SEC-01f whoever captures it by hand is given the order there is', async () => {
    const orderId = await scene.orderOf(quoteId)

    expect(await capture(quoteId)).toMatchObject({
      __typename: 'QuoteAlreadyConverted',
      code: 'QUOTE_ALREADY_CONVERTED',
      order: { id: orderId },
    })
  })
})

test('CAP-37 ORD-16 people and the consumer capture at the same moment: one order, and all hear of it', async () => {
  const { quoteId, acceptanceId } = await scene.accepted()
  const answers = await Promise.all(Array.from({ length: 10 }, () => capture(quoteId)))
  const orderId = await scene.orderOf(quoteId)

  expect(new Set(answers.map(({ order }) => order?.id))).toEqual(new Set([orderId]))
  expect(
    answers.filter(({ __typename }) => __typename === 'CaptureOrderFromQuotePayload').length,
  ).toBeLessThanOrEqual(1)
  const { quote } = await scene.sales.data(
    'query ($id: ID!) { quote(id: $id) { orders { id acceptance { id } } } }',
    { id: quoteId },
  )
  expect(quote.orders).toEqual([{ id: orderId, acceptance: { id: acceptanceId } }])
}, 90_000)

const another = {
  order_id: randomUUID(),
  order_number: 'O-X',
  acceptance_id: randomUUID(),
  source_quote_id: randomUUID(),
}

/** An order that there is already; its row is all that these need. */
let placed: Promise<string> | undefined

test.each([
  ['uq_customer_order_number', 'order_number'],
  ['uq_customer_order_acceptance', 'acceptance_id'],
  ['uq_customer_order_quote_conversion', 'source_quote_id'],
] as const)(
  'DB-02 CAP-22 ORD-16 whatever the code believes, the database has %s',
  async (constraint, same) => {
    await (placed ??= scene.placed())
    const { [same]: _, ...differs } = another
    const database = await scene.database()
    try {
      await expect(
        database.query(
          `insert into "order".customer_order
         select (jsonb_populate_record(o, $1::jsonb)).* from "order".customer_order o limit 1`,
          [JSON.stringify(differs)],
        ),
      ).rejects.toThrow(constraint)
    } finally {
      await database.end()
    }
  },
)
