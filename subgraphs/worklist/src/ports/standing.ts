import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { Standing } from '../incident.rules.ts'
import type { ProcessCorrelation } from '../process-correlation.ts'

const itemDocument = /* GraphQL */ `
  query StandingOfItem($itemId: ID!) {
    fulfillmentItemOutcome(itemId: $itemId) {
      attempt
      outcome
    }
  }
`
const itemAnswer = z.object({
  fulfillmentItemOutcome: z.object({ attempt: z.int(), outcome: z.string() }).nullable(),
})

const orderDocument = /* GraphQL */ `
  query StandingOfOrder($orderId: ID!) {
    orderOutcome(orderId: $orderId) {
      outcome
    }
  }
`
const orderAnswer = z.object({ orderOutcome: z.object({ outcome: z.string() }).nullable() })

const quoteDocument = /* GraphQL */ `
  query StandingOfQuote($quoteId: ID!) {
    quoteForApproval(quoteId: $quoteId) {
      revision
      state
    }
  }
`
const quoteAnswer = z.object({
  quoteForApproval: z.object({ revision: z.int(), state: z.string() }).nullable(),
})

/** How the object of a process stands now, asked of its owner; null when the owner knows none. */
export async function standingOf(
  ports: Ports,
  { domainType, domainId }: Pick<ProcessCorrelation, 'domainType' | 'domainId'>,
): Promise<Standing | null> {
  if (domainType === 'FULFILLMENT_ITEM') {
    const { fulfillmentItemOutcome: item } = await ports.query(
      'order',
      itemDocument,
      { itemId: domainId },
      itemAnswer,
    )
    return item && { waits: item.outcome === 'OPEN', round: item.attempt }
  }
  if (domainType === 'ORDER') {
    const { orderOutcome: order } = await ports.query(
      'order',
      orderDocument,
      { orderId: domainId },
      orderAnswer,
    )
    return order && { waits: order.outcome === 'OPEN', round: null }
  }
  const { quoteForApproval: quote } = await ports.query(
    'quote',
    quoteDocument,
    { quoteId: domainId },
    quoteAnswer,
  )

  return quote && { waits: quote.state === 'SUBMITTED', round: quote.revision }
}
