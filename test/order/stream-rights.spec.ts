import { describe, expect, test } from '@jest/globals'
import { openDatabase } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import { orderMilestoneFeed } from '@pactwork/order/milestones/milestone-feed'
import { tokenOf } from '../gateway/tokens.ts'
import { makeCustomer } from '../stack/journey/catalog.ts'
import type { PersonaSlug, Tenant } from '../stack/tenants.ts'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { feedDatabase } from './feed-database.ts'
import { falloutChanges, followSubgraph, following, milestones } from './subgraph-stream.ts'

const soon = 5_000
const idOf = async (tenant: Tenant, persona: PersonaSlug): Promise<string> => {
  const { me } = await (await tenant.as(persona)).data('{ me { id } }')
  return me.id
}

/** What `access` knows of somebody changes without any of its commands, as when a provider's claims do. */
async function changeRights(tenantId: string, userId: string, roles: string[]): Promise<void> {
  const { env } = await testStack()
  const database = openDatabase({ url: env['PACTWORK_ACCESS_DATABASE_URL'] ?? '', name: 'test-access' })
  await database.write({ tenantId }, ({ sql, tenantId: tenant }) =>
    sql('update user_account set roles = $3 where tenant_id = $1 and id = $2', [
      tenant,
      uuidOf('usr', userId),
      roles,
    ]),
  )
  await database.close()
}

describe('rights withdrawn in mid-stream', () => {
  test.concurrent('SEC-07 without the permission the stream ends within five seconds and says DENIED; nothing comes after', async () => {
    const tenant = await newTenant('rights')
    const feed = await feedDatabase(tenant.id)
    const token = await tokenOf(tenant, 'sales')
    const quiet = await followSubgraph(await tokenOf(tenant, 'operations'), falloutChanges, {})
    await following(token, milestones, { last: 10 }, async (follower) => {
      await feed.append(1)
      await follower.first(1)

      await changeRights(tenant.id, await idOf(tenant, 'operations'), ['CATALOG_MANAGER'])
      await changeRights(tenant.id, await idOf(tenant, 'sales'), ['CATALOG_MANAGER'])
      const withdrawn = Date.now()
      for (const one of [follower, quiet]) {
        const { reason, at } = await one.ended()
        expect(reason).toEqual([
          expect.objectContaining({ extensions: expect.objectContaining({ code: 'DENIED' }) }),
        ])
        expect(at - withdrawn).toBeLessThan(soon)
      }
      await feed.append(2)
      const partner = await tokenOf(tenant, 'partner')
      await following(partner, milestones, { last: 10 }, (control) => control.first(2))

      expect(follower.values).toHaveLength(1)
      expect(quiet.values).toEqual([])
    })
    const again = await followSubgraph(token, milestones, { last: 10 })
    expect((await again.ended()).reason).toMatchObject([{ extensions: { code: 'DENIED' } }])
    expect(again.values).toEqual([])
    await Promise.all([again.leave(), quiet.leave(), feed.close()])
  })

  test.concurrent('a role withdrawn by an administrator ends the stream within five seconds', async () => {
    const tenant = await newTenant('withdrawn')
    const admin = await tenant.as('admin')
    const userId = await idOf(tenant, 'operations')
    await following(await tokenOf(tenant, 'operations'), falloutChanges, {}, async (follower) => {
      await admin.carry('withdrawRole', { userId, role: 'OPERATIONS_AGENT', reason: 'Left operations.' })
      const withdrawn = Date.now()
      const { reason, at } = await follower.ended()

      expect(at - withdrawn).toBeLessThan(soon)
      // Whichever is seen first: that the rights are gone, or that the token is worthless with them.
      expect(JSON.stringify(reason) + String(Object(reason)['code'])).toMatch(/DENIED|4403/)
    })
  })

  test.concurrent('a customer taken from somebody: nothing of it comes five seconds later, and again when it is given back', async () => {
    const tenant = await newTenant('reassigned')
    const [{ customerId }, kept, admin, userId] = [
      await makeCustomer(tenant),
      await makeCustomer(tenant),
      await tenant.as('admin'),
      await idOf(tenant, 'customer'),
    ]
    const feed = await feedDatabase(tenant.id, customerId)
    const appended = new Map<number, number>()
    const append = async (): Promise<number> => {
      const position = appended.size + 1
      await feed.append(position)
      appended.set(position, Date.now())

      return position
    }
    const customer = await followSubgraph(await tokenOf(tenant, 'customer'), milestones, {})
    const sales = await followSubgraph(await tokenOf(tenant, 'sales'), milestones, {})
    const hasSeen = (follower: typeof sales, position: number): boolean =>
      follower.values.some((value) => value['position'] === position)
    await until('both are told', async () => {
      const position = await append()
      return hasSeen(customer, position - 1) && hasSeen(sales, position - 1)
    })

    await admin.carry('withdrawCustomerAuthority', { customerId, userId, reason: 'Another agency has it.' })
    const withdrawn = Date.now()
    await until('more than five seconds to have passed', async () => {
      await append()
      return Date.now() - withdrawn > soon + 1_000
    })
    const last = await append()
    await until('the control to see the last', async () => hasSeen(sales, last))
    const lastSeen = Math.max(...customer.values.map((value) => Number(value['position'])))
    expect((appended.get(lastSeen) ?? 0) - withdrawn).toBeLessThan(soon)
    // Each is judged when it is told: this one comes behind them, so they were passed over before.
    const behind = { orderId: feed.orderId, customerId: kept.customerId }
    await feed.write(async (uow) => orderMilestoneFeed.append(uow, [feed.rowOf(9_999, behind)]))
    await until('the customer to be told what came behind', async () => hasSeen(customer, 9_999))
    expect(hasSeen(customer, last)).toBe(false)

    await admin.carry('grantCustomerAuthority', { customerId, userId })
    await until('the customer to be told again', async () => hasSeen(customer, (await append()) - 1))
    expect(hasSeen(customer, last)).toBe(false)
    await Promise.all([customer.leave(), sales.leave(), feed.close()])
  })
})
