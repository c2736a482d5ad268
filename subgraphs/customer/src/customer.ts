import type { CustomerEvent } from '@pactwork/contracts/events/customer'
import { accept, mayBecome, reject, type Decision, type Transitions } from '@pactwork/kernel/decision'

export const segments = ['ENTERPRISE', 'BUSINESS', 'CONSUMER', 'PUBLIC'] as const
export type Segment = (typeof segments)[number]

export type Status = 'ACTIVE' | 'SUSPENDED' | 'CLOSED'

/** CLOSED is final. Code, docs and the exhaustive test read this table. */
export const transitions: Transitions<Status> = {
  ACTIVE: ['SUSPENDED', 'CLOSED'],
  SUSPENDED: ['ACTIVE', 'CLOSED'],
  CLOSED: [],
}

export type Site = { readonly id: string; readonly verified: boolean }

/** A customer: what it may do, where it is served, who may act for it. Its name is not needed to decide. */
export type Customer = {
  readonly id: string
  readonly version: number
  readonly number: string
  readonly segment: string
  readonly status: Status
  readonly sites: readonly Site[]
  /** `usr_…` of those who may act for it. */
  readonly authorized: readonly string[]
  readonly createdAt: Date
}

export const siteLimit = 500

export const create = (facts: {
  customerId: string
  number: string
  segment: Segment
}): Decision<CustomerEvent> => accept({ type: 'CustomerCreated', ...facts })

export function addSite(
  customer: Customer,
  site: { siteId: string; verified: boolean },
): Decision<CustomerEvent> {
  if (customer.status === 'CLOSED') return reject('CUSTOMER_CLOSED', { number: customer.number })
  if (customer.sites.length >= siteLimit) return reject('SITE_LIMIT_REACHED', { maximum: siteLimit })

  return accept({ type: 'CustomerSiteAdded', customerId: customer.id, ...site })
}

export function changeStatus(
  customer: Customer,
  change: { to: Status; reason: string },
): Decision<CustomerEvent> {
  const { status: from } = customer
  if (!mayBecome(transitions, from, change.to))
    return reject('CUSTOMER_STATUS_NOT_ALLOWED', { from, to: change.to })

  return accept({ type: 'CustomerStatusChanged', customerId: customer.id, from, ...change })
}

export function grantAuthority(
  customer: Customer,
  grant: { userId: string; isUser: boolean },
): Decision<CustomerEvent> {
  const { userId } = grant
  if (customer.status === 'CLOSED') return reject('CUSTOMER_CLOSED', { number: customer.number })
  if (!grant.isUser) return reject('USER_UNKNOWN', { userId })
  if (customer.authorized.includes(userId)) return reject('AUTHORITY_ALREADY_GRANTED')

  return accept({ type: 'CustomerAuthorityGranted', customerId: customer.id, userId })
}

/** Also for a closed customer: taking a right away is always possible. */
export function withdrawAuthority(
  customer: Customer,
  loss: { userId: string; reason: string },
): Decision<CustomerEvent> {
  if (!customer.authorized.includes(loss.userId)) return reject('AUTHORITY_NOT_GRANTED')

  return accept({ type: 'CustomerAuthorityWithdrawn', customerId: customer.id, ...loss })
}

type Meta = { readonly id: string; readonly version: number; readonly at: Date }

/** The customer after a fact. */
export function evolve(
  customer: Customer | undefined,
  event: CustomerEvent,
  { id, version, at }: Meta,
): Customer {
  if (event.type === 'CustomerCreated') {
    const { number, segment } = event
    return { id, version, number, segment, status: 'ACTIVE', sites: [], authorized: [], createdAt: at }
  }
  if (!customer) throw new TypeError(`${event.type} needs a customer.`)

  return { ...customer, version, ...changed(customer, event) }
}

type Change = Exclude<CustomerEvent, { type: 'CustomerCreated' }>

function changed({ sites, authorized }: Customer, event: Change): Partial<Customer> {
  switch (event.type) {
    case 'CustomerSiteAdded':
      return { sites: [...sites, { id: event.siteId, verified: event.verified }] }
    case 'CustomerStatusChanged':
      return { status: event.to }
    case 'CustomerAuthorityGranted':
      return { authorized: [...authorized, event.userId] }
    default:
      return { authorized: authorized.filter((userId) => userId !== event.userId) }
  }
}
