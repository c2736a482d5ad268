import { z } from 'zod'
import { startVariables } from '../order-fulfillment/variables.ts'
import { completed } from '../runner/outcome.ts'
import { nextWait } from '../runner/waiting.ts'
import { defineWorker } from '../runner/worker.ts'

const document = /* GraphQL */ `
  query OrderOutcome($orderId: ID!) {
    orderOutcome(orderId: $orderId) {
      outcome
    }
  }
`

const answer = z.object({
  orderOutcome: z.object({ outcome: z.enum(['OPEN', 'COMPLETED', 'FAILED', 'CANCELLED']) }),
})

/** Whether the plan has ended, asked of the order. */
export default defineWorker({
  topic: 'order-fulfillment-check',
  variables: startVariables.pick({ orderId: true, waitSeconds: true, waitCapSeconds: true }),

  async run({ variables: { orderId, ...wait }, query }) {
    const { orderOutcome } = await query('order', document, { orderId }, answer)

    return completed({ outcome: orderOutcome.outcome, waitSeconds: nextWait(wait) })
  },
})
