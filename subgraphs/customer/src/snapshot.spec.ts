import { describe, expect, test } from '@jest/globals'
import { snapshotOf } from './snapshot.ts'

const customer = {
  id: 'cus_1',
  version: 4,
  number: 'C-000001',
  segment: 'ENTERPRISE',
  status: 'ACTIVE' as const,
  sites: [
    { id: 'sit_2', verified: false },
    { id: 'sit_1', verified: true },
  ],
}
const at = new Date('2026-03-01T12:00:00.000Z')
const hash = (changed: Partial<typeof customer> | { status: 'SUSPENDED' }): string =>
  snapshotOf({ ...customer, ...changed }, at).snapshotHash

describe('QUO-10 the snapshot of a customer', () => {
  test('says what it is of, which version, when it was taken', () => {
    expect(snapshotOf(customer, at)).toEqual({
      id: 'cus_1',
      version: 4,
      schemaVersion: 1,
      number: 'C-000001',
      segment: 'ENTERPRISE',
      status: 'ACTIVE',
      snapshotHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      takenAt: '2026-03-01T12:00:00.000Z',
      sites: [
        { id: 'sit_1', verified: true },
        { id: 'sit_2', verified: false },
      ],
    })
  })

  test('has another hash when a fact that decisions rest on differs', () => {
    const others = [
      hash({ segment: 'CONSUMER' }),
      hash({ status: 'SUSPENDED' }),
      hash({ sites: [] }),
      hash({ number: 'C-000002' }),
    ]

    expect(new Set([hash({}), ...others]).size).toBe(5)
  })

  test('has the same hash for the same facts: order of sites, version and time do not count', () => {
    const later = snapshotOf({ ...customer, version: 9, sites: customer.sites.toReversed() }, new Date(0))

    expect(later.snapshotHash).toBe(hash({}))
  })
})
