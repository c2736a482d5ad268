import { z } from 'zod'
import { startVariables } from '../fulfillment-reserve/variables.ts'
import { completed, refused } from '../runner/outcome.ts'
import { defineWorker } from '../runner/worker.ts'

const itemDocument = /* GraphQL */ `
  query FulfillmentItem($itemId: ID!) {
    fulfillmentItem(itemId: $itemId) {
      lineId
      offeringId
      quantity
    }
  }
`
const item = z.object({
  fulfillmentItem: z.object({ lineId: z.string(), offeringId: z.string(), quantity: z.int().positive() }),
})

const requestDocument = /* GraphQL */ `
  mutation RequestReservation($input: RequestReservationInput!, $idempotencyKey: ID!) {
    requestReservation(input: $input, idempotencyKey: $idempotencyKey) {
      __typename
      ... on Rejection {
        code
        message
      }
    }
  }
`

/** The inventory context keeps the wish and its handoff; what is to be held is asked of the order, not carried along. */
export default defineWorker({
  topic: 'fulfillment-reserve-request',
  variables: startVariables.pick({ orderId: true, itemId: true, attempt: true }),

  async run({ variables, command, query }) {
    const { fulfillmentItem } = await query('order', itemDocument, { itemId: variables.itemId }, item)
    const answer = await command('inventory', requestDocument, { ...variables, ...fulfillmentItem })

    return answer.kind === 'accepted' ? completed() : refused('REJECTED', answer.code)
  },
})
