import { describe, expect, test } from '@jest/globals'
import type { CustomerEvent } from '@pactwork/contracts/events/customer'
import { given } from '@pactwork/kernel/testing'
import {
  addSite,
  changeStatus,
  create,
  evolve,
  grantAuthority,
  siteLimit,
  transitions,
  withdrawAuthority,
  type Customer,
  type Status,
} from './customer.ts'

const customer = (facts: Partial<Customer> = {}): Customer => ({
  id: 'cus_1',
  version: 1,
  number: 'C-000001',
  segment: 'ENTERPRISE',
  status: 'ACTIVE',
  sites: [],
  authorized: [],
  createdAt: new Date(0),
  ...facts,
})
const statuses: Status[] = ['ACTIVE', 'SUSPENDED', 'CLOSED']
const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const))

describe('the status of a customer', () => {
  test.each(pairs)('from %s to %s follows the table', (from, to) => {
    const changing = given(customer({ status: from })).when(changeStatus, { to, reason: 'asked for' })

    if (transitions[from].includes(to)) changing.then({ type: 'CustomerStatusChanged', from, to })
    else changing.rejects('CUSTOMER_STATUS_NOT_ALLOWED', { from, to })
  })

  test('once CLOSED, nothing is added', () => {
    given(customer({ status: 'CLOSED' }))
      .when(addSite, { siteId: 'sit_1', verified: true })
      .rejects('CUSTOMER_CLOSED')
    given(customer({ status: 'CLOSED' }))
      .when(grantAuthority, { userId: 'usr_1', isUser: true })
      .rejects('CUSTOMER_CLOSED')
  })
})

describe('authority to act for a customer', () => {
  test('is granted to a user of the tenant, once', () => {
    given(customer())
      .when(grantAuthority, { userId: 'usr_1', isUser: true })
      .then({ type: 'CustomerAuthorityGranted', userId: 'usr_1' })
    given(customer({ authorized: ['usr_1'] }))
      .when(grantAuthority, { userId: 'usr_1', isUser: true })
      .rejects('AUTHORITY_ALREADY_GRANTED')
  })

  test('is not granted to somebody who does not exist', () => {
    given(customer())
      .when(grantAuthority, { userId: 'usr_1', isUser: false })
      .rejects('USER_UNKNOWN', { userId: 'usr_1' })
  })

  test('can always be withdrawn, also from a closed customer', () => {
    given(customer({ status: 'CLOSED', authorized: ['usr_1'] }))
      .when(withdrawAuthority, { userId: 'usr_1', reason: 'left' })
      .then({ type: 'CustomerAuthorityWithdrawn', userId: 'usr_1' })
    given(customer())
      .when(withdrawAuthority, { userId: 'usr_1', reason: 'left' })
      .rejects('AUTHORITY_NOT_GRANTED')
  })
})

test('a customer has a bounded number of sites', () => {
  const sites = Array.from({ length: siteLimit }, (_, index) => ({ id: `sit_${index}`, verified: false }))
  given(customer({ sites }))
    .when(addSite, { siteId: 'sit_x', verified: true })
    .rejects('SITE_LIMIT_REACHED', { maximum: siteLimit })
})

test('a customer is what its facts say', () => {
  const facts: CustomerEvent[] = [
    { type: 'CustomerCreated', customerId: 'cus_1', number: 'C-000001', segment: 'BUSINESS' },
    { type: 'CustomerSiteAdded', customerId: 'cus_1', siteId: 'sit_1', verified: true },
    { type: 'CustomerAuthorityGranted', customerId: 'cus_1', userId: 'usr_1' },
    { type: 'CustomerAuthorityGranted', customerId: 'cus_1', userId: 'usr_2' },
    { type: 'CustomerAuthorityWithdrawn', customerId: 'cus_1', userId: 'usr_1', reason: 'left' },
    { type: 'CustomerStatusChanged', customerId: 'cus_1', from: 'ACTIVE', to: 'SUSPENDED', reason: 'unpaid' },
  ]
  const at = new Date(5)
  const state = facts.reduce<Customer | undefined>(
    (before, fact, index) => evolve(before, fact, { id: 'cus_1', version: index + 1, at }),
    undefined,
  )

  expect(state).toEqual(
    customer({
      version: 6,
      segment: 'BUSINESS',
      status: 'SUSPENDED',
      sites: [{ id: 'sit_1', verified: true }],
      authorized: ['usr_2'],
      createdAt: at,
    }),
  )
  given(undefined)
    .when(() => create({ customerId: 'cus_1', number: 'C-000001', segment: 'BUSINESS' }))
    .then({ type: 'CustomerCreated' })
})
