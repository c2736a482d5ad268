import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'

const document = `query SegmentToPrice($customerId: ID!) { customerSnapshot(customerId: $customerId) { segment } }`
const shape = z.object({ customerSnapshot: z.object({ segment: z.string() }).nullable() })

/** The customer's segment now; a customer that is not there any more has none. */
export async function segmentOf(ports: Ports, customerId: string): Promise<string> {
  const { customerSnapshot } = await ports.query('customer', document, { customerId }, shape)

  return customerSnapshot?.segment ?? 'none'
}
