import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Data, GraphClient } from '../stack/graph-client.ts'
import { graphClient } from '../stack/graph-client.ts'
import { personaToken } from '../stack/tenants.ts'
import { salesScene, type Scene } from '../quote/scene.ts'
import { until } from '../support/until.ts'

let scene: Scene
let approver: GraphClient
beforeAll(async () => {
  scene = await salesScene()
  approver = await scene.tenant.as('approver')
}, 60_000)

const request = `id state revision priceHash level candidateGroup reasons requestedBy { id }
  authority { policyVersion level via maximumDiscountBasisPoints hash }
  requirement { dmnKey dmnVersion dmnHash inputs outputs inputsHash }`

const requestOf = (quoteId: string, state = 'PENDING'): Promise<Data> =>
  until(`the approval request to be ${state}`, async () => {
    const { approvalRequests } = await scene.seen(quoteId, `approvalRequests { ${request} }`)
    const found: Data | undefined = approvalRequests?.[0]
    return found?.['state'] === state && found
  })

const decide = (command: 'approveQuote' | 'rejectQuote', approvalId: string, by = approver) =>
  by.run(command, { approvalId, reason: 'Looked at it.' })

describe('An approval', () => {
  test('APR-01 APR-03 APR-04 M27 keeps the decision table, exact revision and price, and the authority it was given with', async () => {
    const { quoteId } = await scene.submitted({ basisPoints: 1500 })
    const pending = await requestOf(quoteId)
    const { price } = await scene.seen(quoteId, 'price { priceHash }')

    expect(pending).toMatchObject({
      level: 'MANAGER',
      candidateGroup: 'approvers',
      revision: 1,
      priceHash: price.priceHash,
      reasons: ['DISCOUNT_ABOVE_AUTHORITY'],
      requirement: {
        dmnVersion: expect.any(Number),
        inputs: { discountBasisPoints: 1500 },
        outputs: { level: 'MANAGER' },
        inputsHash: expect.stringMatching(/^sha256:/),
      },
    })
    expect(await decide('approveQuote', pending['id'])).toMatchObject({ __typename: 'ApproveQuotePayload' })
    expect(await requestOf(quoteId, 'APPROVED')).toMatchObject({
      authority: {
        policyVersion: 'standard-1',
        level: 'MANAGER',
        via: 'role:APPROVER',
        maximumDiscountBasisPoints: 2000,
      },
    })
    await scene.inState(quoteId, 'APPROVED')
  })

  test('APR-06 SEC-01d a refusal is a command, too; the quote may then be revised and submitted again', async () => {
    const { quoteId } = await scene.submitted({ basisPoints: 1500 })
    const { id } = await requestOf(quoteId)
    expect(await decide('rejectQuote', id)).toMatchObject({ __typename: 'RejectQuotePayload' })
    await scene.inState(quoteId, 'REJECTED')

    await scene.sales.carry('reviseQuote', { quoteId, reason: 'a better offer' })
    await scene.sales.carry('priceQuote', { quoteId })
    await scene.sales.carry('submitQuote', { quoteId })
    expect(await requestOf(quoteId)).toMatchObject({ revision: 2 })
  })

  test('APR-02 SEC-01d WFL-06 nobody approves a quote of their own, with whatever role', async () => {
    const own = await salesScene()
    const { quoteId } = await own.submitted({ basisPoints: 1500 })
    const { me } = await own.sales.data('{ me { id } }')
    const admin = await own.tenant.as('admin')
    await admin.carry('grantRole', { userId: me.id, role: 'APPROVER', reason: 'Holiday cover.' })
    const both = graphClient(
      own.endpoints.gateway,
      await personaToken(own.endpoints, own.tenant.slug, 'sales'),
    )
    const pending = await until('the approval request', async () => {
      const { approvalRequests } = await own.seen(quoteId, 'approvalRequests { id }')
      return approvalRequests?.[0]
    })

    expect(await decide('approveQuote', pending.id, both)).toMatchObject({ code: 'APPROVAL_OWN_REQUEST' })
  })

  test('APR-05 SEC-01d a request about a revised quote is not approved any more', async () => {
    const { quoteId } = await scene.submitted({ basisPoints: 1500 })
    const { id } = await requestOf(quoteId)
    await scene.sales.carry('reviseQuote', { quoteId, reason: 'other terms' })
    const refused = await decide('approveQuote', id)

    // Before the fact has arrived the owner of the quote is asked; after it the request is void.
    expect(['APPROVAL_EVIDENCE_STALE', 'APPROVAL_NOT_PENDING']).toContain(refused['code'])
    await requestOf(quoteId, 'INVALIDATED')
    expect(await decide('approveQuote', id)).toMatchObject({ code: 'APPROVAL_NOT_PENDING' })
  })

  test('APR-04 SEC-01d ends where the published limits end, and the decision names their version', async () => {
    const own = await salesScene()
    const admin = await own.tenant.as('admin')
    const limit = (holder: string, level: string, maximumDiscountBasisPoints: number) => ({
      holder,
      level,
      maximumDiscountBasisPoints,
      maximumContractValueMinor: '100000000',
    })
    const published = await admin.carry(
      'publishAuthorityLimits',
      {
        limits: [
          limit('role:SALES_REP', 'NONE', 100),
          limit('role:APPROVER', 'MANAGER', 1000),
          limit('group:nobody', 'DIRECTOR', 10_000),
        ],
      },
      { fields: 'authorityLimits { version limits { holder } }' },
    )
    expect(published['authorityLimits']).toMatchObject({ version: 'limits-1' })
    const { quoteId } = await own.submitted({ basisPoints: 1500 })
    const pending = await until('the approval request', async () => {
      const { approvalRequests } = await own.seen(quoteId, 'approvalRequests { id }')
      return approvalRequests?.[0]
    })

    expect(await decide('approveQuote', pending.id, await own.tenant.as('approver'))).toMatchObject({
      code: 'APPROVAL_AUTHORITY_EXCEEDED',
    })
  })

  test('SEC-07 a customer sees no approvals', async () => {
    const { quoteId } = await scene.submitted({ basisPoints: 1500 })
    const { id } = await requestOf(quoteId)
    const customer = await scene.tenant.as('customer')
    const { quote } = await customer.data(
      'query ($id: ID!) { quote(id: $id) { id approvalRequests { id } } }',
      { id: quoteId },
    )

    expect(quote).toEqual({ id: quoteId, approvalRequests: null })
    await expect(decide('approveQuote', id, customer)).rejects.toThrow(/approval:decide/)
  })
})
