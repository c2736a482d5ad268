import { basename } from 'node:path'
import { expect, test } from '@jest/globals'
import { walk } from '../stack/journey/walk.ts'
import { catalogFolders, newSellingTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'

test.each(catalogFolders().map((folder) => ({ folder, name: basename(folder) })))(
  'GEN-05 ORD-19 a commitment goes from an offering of $name to an installed product',
  async ({ folder, name }) => {
    const tenant = await newSellingTenant(name.slice(0, 20), folder)
    const { urls } = await testStack()
    const walked = await walk({ tenant, gatewayUrl: urls['gateway'] ?? '', within: 90_000 })

    expect(walked.status).toBe('COMPLETED')
    expect(walked.milestones.map((milestone) => milestone.milestone)).toEqual([
      'ORDER_CAPTURED',
      'ORDER_VALIDATED',
      'ORDER_DECOMPOSED',
      'FULFILLMENT_STARTED',
      'SERVICE_ACTIVATED',
      'ORDER_COMPLETED',
    ])
    expect(walked.milestones.map((milestone) => milestone.position)).toEqual([1, 2, 3, 4, 5, 6])
    expect(walked.references.map((reference) => reference.capability).toSorted()).toEqual([
      'ACTIVATE',
      'RESERVE',
    ])
  },
  180_000,
)
