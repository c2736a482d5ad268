import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { CustomerEvidence } from '../quote.evidence.ts'

const document = `query CustomerToQuote($customerId: ID!) {
  customerSnapshot(customerId: $customerId) { id version segment status snapshotHash takenAt sites { id } }
}`

const shape = z.object({
  customerSnapshot: z
    .object({
      id: z.string(),
      version: z.int(),
      segment: z.string(),
      status: z.string(),
      snapshotHash: z.string(),
      takenAt: z.string(),
      sites: z.array(z.object({ id: z.string() })),
    })
    .nullable(),
})

/** The customer as its owner says it is now; null when there is none. */
export async function customerToQuote(ports: Ports, customerId: string): Promise<CustomerEvidence | null> {
  const { customerSnapshot: found } = await ports.query('customer', document, { customerId }, shape)
  if (!found) return null
  const { id, version, segment, status, snapshotHash, takenAt, sites } = found

  return {
    customerId: id,
    version,
    hash: snapshotHash,
    segment,
    status,
    asOf: takenAt,
    siteIds: sites.map((site) => site.id),
  }
}
