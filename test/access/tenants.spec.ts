import { beforeAll, describe, expect, test } from '@jest/globals'
import { tenantIdOf, type Tenant } from '../stack/tenants.ts'
import { askSubgraph } from '../support/graph.ts'
import { newTenant } from '../support/tenant.ts'

let tenant: Tenant
let other: Tenant

beforeAll(async () => {
  tenant = await newTenant('tenants')
  other = await newTenant('tenants')
})

const me = async (of: Tenant, persona: 'sales' | 'customer' | 'operations' | 'admin') =>
  (await (await of.as(persona)).data('{ me { id } }'))['me'].id

const settings = async (callFor: Tenant, about: Tenant) =>
  (
    await askSubgraph(
      'port',
      callFor.id,
      'access',
      'query ($id: ID!) { tenantSettings(tenantId: $id) { timeZone businessDate } }',
      {
        id: about.id,
      },
    )
  ).data['tenantSettings']

describe('SEC-09 a tenant', () => {
  test('is asked about by its own calls only', async () => {
    expect(await settings(tenant, tenant)).toEqual({ timeZone: 'Europe/Berlin', businessDate: null })
    expect(await settings(tenant, other)).toBeNull()
  })

  test('shows its users to its own people only', async () => {
    const theirs = await me(other, 'sales')
    const mine = await me(tenant, 'sales')
    const ask = async (id: string) =>
      (await (await tenant.as('admin')).data('query ($id: ID!) { user(id: $id) { slug } }', { id }))['user']

    expect(await ask(mine)).toEqual({ slug: 'sales' })
    expect(await ask(theirs)).toBeNull()
  })

  test('is provisioned once, under the id that follows from its slug', async () => {
    const provision = async (tenantId: string, slug: string) =>
      (
        await askSubgraph(
          'operator',
          tenantId,
          'access',
          `mutation ($slug: String!) { provisionTenant(
             input: { slug: $slug, name: "Again", timeZone: "UTC" }, idempotencyKey: "again") { ... on Rejection { code } } }`,
          { slug },
        )
      ).data['provisionTenant']

    expect(await provision(tenant.id, tenant.slug)).toEqual({ code: 'TENANT_ALREADY_PROVISIONED' })
    expect(await provision(tenantIdOf(`${tenant.slug}-2`), tenant.slug)).toEqual({
      code: 'TENANT_ID_NOT_DERIVED',
    })
  })
})

describe('a user', () => {
  test('SEC-07 of a customer sees nobody but themselves', async () => {
    const customer = await tenant.as('customer')
    const [own, sales] = [await me(tenant, 'customer'), await me(tenant, 'sales')]
    const query =
      'query ($own: ID!, $sales: ID!) { own: user(id: $own) { slug } sales: user(id: $sales) { slug } }'

    expect(await customer.data(query, { own, sales })).toEqual({ own: { slug: 'customer' }, sales: null })
  })

  test('sees the roles of others only as an administrator', async () => {
    const userId = await me(tenant, 'sales')
    const query = 'query ($id: ID!) { user(id: $id) { displayName roles } }'

    expect(await (await tenant.as('approver')).data(query, { id: userId })).toEqual({
      user: { displayName: 'Sam, sales', roles: null },
    })
    expect(await (await tenant.as('admin')).data(query, { id: userId })).toMatchObject({
      user: { roles: ['SALES_REP'] },
    })
  })

  test('SEC-07 without the permission grants nothing; with it, not to oneself', async () => {
    const userId = await me(tenant, 'customer')
    const change = { userId, role: 'APPROVER', reason: 'x' }
    const denied = await (
      await tenant.as('sales')
    ).ask(
      `mutation ($input: GrantRoleInput!) { grantRole(input: $input, idempotencyKey: "k") { __typename } }`,
      { input: change },
    )

    expect(denied.errors).toMatchObject([{ extensions: { code: 'DENIED' } }])
    const admin = await tenant.as('admin')
    expect(await admin.run('grantRole', { ...change, userId: await me(tenant, 'admin') })).toMatchObject({
      code: 'ROLE_CHANGE_OF_OWN_ACCOUNT',
    })
    expect(await admin.run('grantRole', { ...change, role: 'EMPEROR' })).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})

test('the rights that users have now are told to machines: roles and groups, of this tenant alone', async () => {
  const own = await newTenant('rights')
  const admin = await own.as('admin')
  const [userId, stranger] = [await me(own, 'operations'), await me(tenant, 'operations')]
  const rights = async () => {
    const query = 'query ($ids: [ID!]!) { userRights(userIds: $ids) { userId roles groups } }'
    const { data, errors } = await askSubgraph('port', own.id, 'access', query, { ids: [userId, stranger] })
    return errors ?? data?.['userRights']
  }
  const groups = ['inventory-operations', 'provisioning-operations', 'order-operations']
  expect(await rights()).toEqual([{ userId, roles: ['OPERATIONS_AGENT'], groups }])

  const left = { userId, group: 'inventory-operations', reason: 'changed teams' }
  expect(await admin.carry('removeFromGroup', left, { fields: 'revokedTokens' })).toMatchObject({
    revokedTokens: 1,
  })
  expect(await admin.run('removeFromGroup', left)).toMatchObject({ code: 'GROUP_NOT_JOINED' })
  await admin.carry('addToGroup', { userId, group: 'late-shift', reason: 'stands in' })
  await admin.carry('withdrawRole', { userId, role: 'OPERATIONS_AGENT', reason: 'left operations' })

  expect(await rights()).toEqual([
    { userId, roles: [], groups: ['provisioning-operations', 'order-operations', 'late-shift'] },
  ])
})

test('the business date of a tenant is set by its administrator, seen by other contexts, and unset again', async () => {
  const own = await newTenant('dates')
  const admin = await own.as('admin')
  await admin.carry('setBusinessDate', { businessDate: '2026-06-01', reason: 'a demonstration' })
  expect(await settings(own, own)).toMatchObject({ businessDate: '2026-06-01' })

  await admin.carry('setBusinessDate', { businessDate: null, reason: 'the demonstration is over' })
  expect(await settings(own, own)).toMatchObject({ businessDate: null })
})
