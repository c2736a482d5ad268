import { expect, test } from '@jest/globals'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { subscriber } from './subscriber.ts'
import { tokenOf } from './tokens.ts'

test('SEC-07 a subscription ends soon after its token was revoked, and says why', async () => {
  const { urls } = await testStack()
  const tenant = await newTenant('revoked')
  const token = await tokenOf(tenant, 'sales')
  const client = subscriber(urls['gateway'] ?? '', token)
  const { ended } = client.follow('subscription { orderMilestones { __typename } }')
  let reason: unknown
  void ended.then((value) => (reason = value))
  await until('the connection', async () => client.isOpen())

  const tokenId = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti
  await (await tenant.as('admin')).carry('revokeToken', { tokenId, reason: 'left the company' })
  await until('the end of the subscription', async () => reason !== undefined, { within: 10_000 })

  expect(reason).toEqual([
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) }),
  ])
  await client.close()
})
