import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import type { Tenant } from '../stack/tenants.ts'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { subscriber } from './subscriber.ts'
import { tokenOf } from './tokens.ts'

/** Somebody who follows the milestones through the gateway of the stack. */
async function follower(token: string) {
  const { urls } = await testStack()
  const client = subscriber(urls['gateway'] ?? '', token)
  client.follow('subscription { orderMilestones { __typename } }')
  await until('the connection', async () => client.isOpen())

  return client
}
const seen = z.object({ me: z.object({ id: z.string() }) })
const idOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti

const ways: [string, (tenant: Tenant, token: string) => Promise<unknown>][] = [
  [
    'its token was revoked',
    async (tenant, token) =>
      (await tenant.as('admin')).carry('revokeToken', { tokenId: idOf(token), reason: 'left the company' }),
  ],
  [
    'a role was withdrawn from its user',
    async (tenant) => {
      const { data } = await (await tenant.as('sales')).ask('{ me { id } }')
      return (await tenant.as('admin')).carry('withdrawRole', {
        userId: seen.parse(data).me.id,
        role: 'SALES_REP',
        reason: 'another job',
      })
    },
  ],
]

describe('a subscription', () => {
  test.concurrent.each(ways)(
    'SEC-07 is closed with 4403 within five seconds after %s',
    async (_, withdraw) => {
      const tenant = await newTenant('revoked')
      const token = await tokenOf(tenant, 'sales')
      const client = await follower(token)
      const other = await follower(await tokenOf(tenant, 'operations'))
      await withdraw(tenant, token)
      const began = performance.now()
      await until('the close', async () => client.closes.length > 0)

      expect(performance.now() - began).toBeLessThan(5_000)
      expect(client.closes).toEqual([4403])
      expect(other.closes).toEqual([])
      await other.close()
    },
  )
})
