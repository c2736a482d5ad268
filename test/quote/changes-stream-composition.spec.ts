import { beforeAll, expect, test } from '@jest/globals'
import type { Data } from '../stack/graph-client.ts'
import { until } from '../support/until.ts'
import { salesScene, type Scene } from './scene.ts'
import { following, type Stream } from './stream-follower.ts'
import { decide } from './stream-walk.ts'

let scene: Scene
beforeAll(async () => {
  scene = await salesScene()
}, 60_000)

const money = '{ amount currency }'
const wholeQuote = `{
  id number state customer { id name status } owner { id displayName }
  lines { quantity offering { id name version } configuration { id status selections { name value } } site { id verified } }
  price { contractValue ${money} result { id totals { contractValue ${money} } } }
  approvalRequests @include(if: $approvals) { revision state decidedBy { displayName } }
  acceptance @skip(if: $approvals) { id }
}`

const changes: Stream = {
  field: 'quoteChanges',
  document: `subscription ($filter: QuoteChangeFilter, $after: Cursor, $last: Int, $approvals: Boolean = true) {
    quoteChanges(filter: $filter, after: $after, last: $last) {
      __typename
      ... on QuoteChange { what: change revision cursor quote ${wholeQuote} }
      ... on FeedGap { reason cursor }
    }
  }`,
}

test('a change of a quote shows the quote as seven contexts know it, the same as a query does', async () => {
  const { quoteId } = await scene.submitted({ basisPoints: 1_200 })
  await decide(scene, 'approveQuote', quoteId, 1)
  await scene.inState(quoteId, 'APPROVED')

  const filter = { quoteId, change: ['APPROVED'] }
  const [approved] = await following(scene.sales.token, changes, { filter, last: 1 }, (follower) =>
    follower.first(1),
  )
  const { quote } = await scene.sales.data(
    `query ($id: ID!, $approvals: Boolean = true) { quote(id: $id) ${wholeQuote} }`,
    { id: quoteId },
  )

  expect(approved).toMatchObject({ what: 'APPROVED', revision: 1 })
  expect(approved?.['quote']).toEqual(quote)
  expect(quote).toMatchObject({
    state: 'APPROVED',
    customer: { name: expect.any(String) },
    owner: { displayName: 'Sam, sales' },
    lines: [
      {
        offering: { name: expect.any(String) },
        configuration: { status: 'VALID' },
        site: { verified: true },
      },
    ],
    price: { result: { totals: { contractValue: { amount: expect.any(String) } } } },
    approvalRequests: [{ state: 'APPROVED', decidedBy: { displayName: 'Ada, approvals' } }],
  })
  expect(quote).not.toHaveProperty('acceptance')
})

const worklist: Stream = {
  field: 'worklistChanges',
  document: `subscription ($filter: WorklistChangeFilter, $after: Cursor, $last: Int) {
    worklistChanges(filter: $filter, after: $after, last: $last) {
      __typename
      ... on WorkItemChange {
        change cursor claimedBy { displayName }
        item {
          id state
          subject {
            __typename
            ... on ApprovalRequest {
              state discountBasisPoints requestedBy { displayName }
              quote { number customer { name } price { result { totals { discount ${money} } } } }
            }
            ... on FalloutCase { reasonCode order { number } }
          }
        }
      }
    }
  }`,
}

test('a change in the worklist shows what is to be decided, with its quote, customer and price', async () => {
  const approver = await scene.tenant.as('approver')
  const { quoteId } = await scene.submitted({ basisPoints: 1_500 })
  const { number } = await scene.seen(quoteId, 'number')
  const aboutIt = ({ item }: Data): boolean => item?.subject?.quote?.number === number

  await following(approver.token, worklist, { last: 100 }, async (follower) => {
    const opened = await follower.one('the request', aboutIt)
    expect(opened).toMatchObject({
      change: 'OPENED',
      claimedBy: null,
      item: {
        subject: {
          __typename: 'ApprovalRequest',
          state: 'PENDING',
          discountBasisPoints: 1_500,
          requestedBy: { displayName: 'Sam, sales' },
          quote: {
            customer: { name: expect.any(String) },
            price: { result: { totals: { discount: { amount: expect.any(String) } } } },
          },
        },
      },
    })

    await approver.carry('claimWorkItem', { workItemId: opened['item'].id })
    const claimed = await follower.one(
      'the claim',
      (value) => aboutIt(value) && value['change'] === 'CLAIMED',
    )
    expect(claimed).toMatchObject({
      claimedBy: { displayName: 'Ada, approvals' },
      item: { state: 'CLAIMED' },
    })
    await decide(scene, 'approveQuote', quoteId, 1)
    const decided = await until('the decision', async () =>
      follower.seen().find((value) => aboutIt(value) && value['change'] === 'DECIDED'),
    )
    expect(decided['item']).toMatchObject({ state: 'DONE', subject: { state: 'APPROVED' } })
  })
})
