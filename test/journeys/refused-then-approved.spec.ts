import { beforeAll, expect, test } from '@jest/globals'
import type { Data, GraphClient } from '../stack/graph-client.ts'
import { graphClient } from '../stack/graph-client.ts'
import { personaToken } from '../stack/tenants.ts'
import { until } from '../support/until.ts'
import { ordering, type Ordering } from './ordering.ts'

let scene: Ordering
let approver: GraphClient
beforeAll(async () => {
  scene = await ordering()
  approver = await scene.tenant.as('approver')
}, 60_000)

const requestsOf = async (quoteId: string): Promise<Data[]> => {
  const { quote } = await approver.data(
    `query ($id: ID!) { quote(id: $id) { approvalRequests {
       id revision state decidedBy { displayName } workItem { id state } } } }`,
    { id: quoteId },
  )
  return quote.approvalRequests
}
/** The request about a revision, once somebody may decide on it. */
const pending = (quoteId: string, revision: number): Promise<Data> =>
  until(`revision ${revision} to wait for a decision`, async () =>
    (await requestsOf(quoteId)).find(
      (one) => one['revision'] === revision && one['state'] === 'PENDING' && one['workItem'],
    ),
  )
const accept = (quoteId: string, revision: number) => scene.customer.run('acceptQuote', { quoteId, revision })

test('APR-03 APR-05 APR-06 refused, revised, approved, accepted, ordered: each decision stands for its own revision', async () => {
  const { quoteId, lineId } = await scene.submitted({ basisPoints: 1_900 })
  const first = await pending(quoteId, 1)
  await approver.carry('claimWorkItem', { workItemId: first['workItem'].id })
  await approver.carry('rejectQuote', { approvalId: first['id'], reason: 'Too much for a first order.' })
  await scene.inState(quoteId, 'REJECTED')
  expect(await accept(quoteId, 1)).toMatchObject({ code: 'QUOTE_NOT_APPROVED' })

  const { sales } = scene
  await sales.carry('reviseQuote', { quoteId, reason: 'A smaller discount.' })
  await sales.carry('discountQuoteLine', { quoteId, lineId, basisPoints: 1_200, reason: 'A first order.' })
  await sales.carry('priceQuote', { quoteId })
  await sales.carry('submitQuote', { quoteId })
  const second = await pending(quoteId, 2)
  expect(
    await approver.run('approveQuote', { approvalId: first['id'], reason: 'The first one, then.' }),
  ).toMatchObject({ code: 'APPROVAL_NOT_PENDING' })
  await approver.carry('approveQuote', { approvalId: second['id'], reason: 'That is fine.' })
  await scene.inState(quoteId, 'APPROVED')

  expect(await accept(quoteId, 1)).toMatchObject({ code: 'REVISION_NOT_CURRENT' })
  expect(await accept(quoteId, 2)).toMatchObject({ __typename: 'AcceptQuotePayload' })
  const { order } = await sales.data('query ($id: ID!) { order(id: $id) { sourceQuoteRevision } }', {
    id: await scene.orderOf(quoteId),
  })
  expect(order).toEqual({ sourceQuoteRevision: 2 })
  const decidedBy = { displayName: 'Ada, approvals' }
  expect(await requestsOf(quoteId)).toMatchObject([
    { revision: 2, state: 'APPROVED', decidedBy },
    { revision: 1, state: expect.stringMatching(/REJECTED|INVALIDATED/), decidedBy },
  ])
}, 120_000)

test('SEC-01d the role is not enough: only somebody of the group it went to decides', async () => {
  const { quoteId } = await scene.submitted({ basisPoints: 1_500 })
  const { id: approvalId } = await pending(quoteId, 1)
  const { me } = await scene.operations.data('{ me { id } }')
  await (
    await scene.tenant.as('admin')
  ).carry('grantRole', { userId: me.id, role: 'APPROVER', reason: 'Holiday cover.' })
  const token = await personaToken(scene.endpoints, scene.tenant.slug, 'operations')
  const outsider = graphClient(scene.endpoints.gateway, token)

  for (const command of ['approveQuote', 'rejectQuote'])
    expect(await outsider.run(command, { approvalId, reason: 'I think so.' })).toMatchObject({
      code: 'APPROVAL_NOT_IN_GROUP',
    })
  expect(await pending(quoteId, 1)).toMatchObject({ id: approvalId })
})
