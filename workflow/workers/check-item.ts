import { z } from 'zod'
import { startVariables } from '../fulfillment-reserve/variables.ts'
import { completed } from '../runner/outcome.ts'
import { nextWait } from '../runner/waiting.ts'
import { defineWorker } from '../runner/worker.ts'

const document = /* GraphQL */ `
  query FulfillmentItemOutcome($itemId: ID!) {
    fulfillmentItemOutcome(itemId: $itemId) {
      attempt
      outcome
    }
  }
`

const answer = z.object({
  fulfillmentItemOutcome: z.object({
    attempt: z.int(),
    outcome: z.enum(['OPEN', 'COMPLETED', 'FAILED', 'CANCELLED']),
  }),
})

/**
 * Where the item stands, asked of the order. An outcome that is still unknown is OPEN: its owner is asking after
 * it. When a person had it tried anew, this attempt is over and another process carries the new one.
 */
export const checkItemWorker = (topic: string) =>
  defineWorker({
    topic,
    variables: startVariables.pick({ itemId: true, attempt: true, waitSeconds: true, waitCapSeconds: true }),

    async run({ variables: { itemId, attempt, ...wait }, query }) {
      const { fulfillmentItemOutcome: item } = await query('order', document, { itemId }, answer)
      const outcome = item.attempt === attempt ? item.outcome : 'CANCELLED'

      return completed({ outcome, waitSeconds: nextWait(wait) })
    },
  })
