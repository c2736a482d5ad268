import { startVariables } from '../fulfillment-reserve/variables.ts'
import { completed } from '../runner/outcome.ts'
import { z } from 'zod'
import { defineWorker } from '../runner/worker.ts'

const document = /* GraphQL */ `
  mutation OpenFalloutCase($input: OpenFalloutCaseInput!, $idempotencyKey: ID!) {
    openFalloutCase(input: $input, idempotencyKey: $idempotencyKey) {
      __typename
      ... on Rejection {
        code
        message
      }
    }
  }
`

/** A context refused to take the work on: a person decides. A refusal here means that the item has ended. */
export const reportRefusalWorker = (topic: string) =>
  defineWorker({
    topic,
    variables: startVariables.pick({ orderId: true, itemId: true }).extend({ refusedBecause: z.string() }),

    async run({ variables: { orderId, itemId, refusedBecause }, command }) {
      const incident = { incidentClass: 'BUSINESS_FALLOUT', errorCode: refusedBecause }
      await command('order', document, { orderId, itemId, ...incident })

      return completed()
    },
  })
