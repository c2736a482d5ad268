import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { provision, setBusinessDate, type Provision, type Tenant } from './tenant.ts'
import { tenantIdOf } from './tenant-id.ts'
import { evolve, grantRole, joinGroup, leaveGroup, withdrawRole, type User } from './user.ts'

const tenant: Tenant = {
  id: 'ten_1',
  version: 1,
  slug: 'nordwind',
  timeZone: 'Europe/Berlin',
  businessDate: null,
  createdAt: new Date(0),
}
const wanted: Provision = {
  tenantId: 'ten_1',
  derivedId: 'ten_1',
  slug: 'nordwind',
  timeZone: 'Europe/Berlin',
  isTimeZone: true,
  businessDate: null,
  slugs: ['sales', 'admin'],
}
const user = (facts: Partial<User> = {}): User => ({
  id: 'usr_1',
  version: 1,
  slug: 'sales',
  roles: ['SALES_REP'],
  groups: [],
  createdAt: new Date(0),
  ...facts,
})

describe('a tenant', () => {
  test('is provisioned once', () => {
    given(undefined).when(provision, wanted).then({ type: 'TenantProvisioned', slug: 'nordwind' })
    given(tenant).when(provision, wanted).rejects('TENANT_ALREADY_PROVISIONED', { slug: 'nordwind' })
  })

  test('has the id that follows from its slug', () => {
    given(undefined)
      .when(provision, { ...wanted, derivedId: 'ten_2' })
      .rejects('TENANT_ID_NOT_DERIVED', { expected: 'ten_2' })
    expect(tenantIdOf('nordwind')).toBe(tenantIdOf('nordwind'))
    expect(tenantIdOf('nordwind')).not.toBe(tenantIdOf('suedlicht'))
  })

  test('is in a time zone that exists and names nobody twice', () => {
    given(undefined)
      .when(provision, { ...wanted, isTimeZone: false })
      .rejects('TIME_ZONE_UNKNOWN')
    given(undefined)
      .when(provision, { ...wanted, slugs: ['a', 'b', 'a'] })
      .rejects('SLUG_NOT_UNIQUE', { slug: 'a' })
  })

  test('has a business date of its own until it follows the calendar again', () => {
    const change = { businessDate: '2026-06-01', reason: 'demonstration' }
    given(tenant)
      .when(setBusinessDate, change)
      .then({ type: 'TenantBusinessDateSet', businessDate: '2026-06-01' })
    given({ ...tenant, businessDate: '2026-06-01' })
      .when(setBusinessDate, change)
      .rejects('BUSINESS_DATE_UNCHANGED')
  })
})

describe('a role', () => {
  const change = { role: 'APPROVER', reason: 'stands in', by: 'usr_2' }

  test('SEC-07 is never changed by its holder', () => {
    given(user())
      .when(grantRole, { ...change, by: 'usr_1' })
      .rejects('ROLE_CHANGE_OF_OWN_ACCOUNT')
    given(user({ roles: ['APPROVER'] }))
      .when(withdrawRole, { ...change, by: 'usr_1', administrators: 2 })
      .rejects('ROLE_CHANGE_OF_OWN_ACCOUNT')
  })

  test('is granted and withdrawn once', () => {
    given(user()).when(grantRole, change).then({ type: 'UserRoleGranted', role: 'APPROVER' })
    given(user({ roles: ['APPROVER'] }))
      .when(grantRole, change)
      .rejects('ROLE_ALREADY_GRANTED')
    given(user({ roles: ['APPROVER'] }))
      .when(withdrawRole, { ...change, administrators: 1 })
      .then({ type: 'UserRoleWithdrawn' })
    given(user())
      .when(withdrawRole, { ...change, administrators: 1 })
      .rejects('ROLE_NOT_GRANTED')
  })

  test('of the last administrator stays', () => {
    const administrator = user({ roles: ['TENANT_ADMIN'] })
    const loss = { ...change, role: 'TENANT_ADMIN' }
    given(administrator)
      .when(withdrawRole, { ...loss, administrators: 1 })
      .rejects('LAST_ADMINISTRATOR')
    given(administrator)
      .when(withdrawRole, { ...loss, administrators: 2 })
      .then({ type: 'UserRoleWithdrawn' })
  })
})

describe('a group', () => {
  const change = { group: 'late-shift', reason: 'stands in', by: 'usr_2' }

  test('is never changed by its member', () => {
    given(user())
      .when(joinGroup, { ...change, by: 'usr_1' })
      .rejects('GROUP_CHANGE_OF_OWN_ACCOUNT')
    given(user({ groups: ['late-shift'] }))
      .when(leaveGroup, { ...change, by: 'usr_1' })
      .rejects('GROUP_CHANGE_OF_OWN_ACCOUNT')
  })

  test('is joined and left once', () => {
    given(user()).when(joinGroup, change).then({ type: 'UserJoinedGroup', group: 'late-shift' })
    given(user({ groups: ['late-shift'] }))
      .when(joinGroup, change)
      .rejects('GROUP_ALREADY_JOINED')
    given(user({ groups: ['late-shift'] }))
      .when(leaveGroup, change)
      .then({ type: 'UserLeftGroup', group: 'late-shift' })
    given(user()).when(leaveGroup, change).rejects('GROUP_NOT_JOINED')
  })

  test('stands beside the others', () => {
    const meta = { id: 'usr_1', version: 2, at: new Date() }
    const facts = { userId: 'usr_1', group: 'late-shift', reason: 'x' }
    const joined = evolve(user({ groups: ['early'] }), { type: 'UserJoinedGroup', ...facts }, meta)
    expect(joined.groups).toEqual(['early', 'late-shift'])
    expect(evolve(joined, { type: 'UserLeftGroup', ...facts }, meta).groups).toEqual(['early'])
  })
})
