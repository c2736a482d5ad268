import { hashOf } from '@pactwork/kernel/hash'
import type { Customer, Site } from './customer.ts'

const schemaVersion = 1

/** What others keep of a customer with their own decisions (QUO-10). */
export type CustomerSnapshot = {
  id: string
  version: number
  schemaVersion: number
  number: string
  segment: string
  status: string
  snapshotHash: string
  takenAt: string
  sites: readonly Site[]
}

/**
 * The facts commercial decisions rest on, hashed. Who may act for the customer is not among them: granting it
 * changes no price; neither is the name, which may be erased.
 */
export function snapshotOf(
  customer: Pick<Customer, 'id' | 'version' | 'number' | 'segment' | 'status' | 'sites'>,
  takenAt: Date,
): CustomerSnapshot {
  const { id, version, number, segment, status } = customer
  const sites = customer.sites.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const snapshotHash = hashOf({
    schemaVersion,
    id,
    number,
    segment,
    status,
    sites: sites.map((site) => ({ ...site })),
  })

  return {
    id,
    version,
    schemaVersion,
    number,
    segment,
    status,
    snapshotHash,
    takenAt: takenAt.toISOString(),
    sites,
  }
}
