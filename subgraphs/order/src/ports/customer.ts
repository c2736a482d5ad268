import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import { customerEvidence, type CustomerEvidence } from '../evidence.ts'

const document = `query CustomerOfOrder($customerId: ID!) {
  customerSnapshot(customerId: $customerId) { id version segment status snapshotHash sites { id verified } }
}`
const shape = z.object({ customerSnapshot: customerEvidence.nullable() })

/** The customer as the customer context has it now. */
export const customerOf = async (ports: Ports, customerId: string): Promise<CustomerEvidence | null> =>
  (await ports.query('customer', document, { customerId }, shape)).customerSnapshot
