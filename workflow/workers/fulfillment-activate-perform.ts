import { startVariables } from '../fulfillment-activate/variables.ts'
import { completed, refused } from '../runner/outcome.ts'
import { defineWorker } from '../runner/worker.ts'

const document = /* GraphQL */ `
  mutation PerformFulfillmentItem($input: PerformFulfillmentItemInput!, $idempotencyKey: ID!) {
    performFulfillmentItem(input: $input, idempotencyKey: $idempotencyKey) {
      __typename
      ... on Rejection {
        code
        message
      }
    }
  }
`

/** The order context keeps the handoff to provisioning; it is sent after that, by its own due work (WFL-10). */
export default defineWorker({
  topic: 'fulfillment-activate-perform',
  variables: startVariables.pick({ itemId: true, attempt: true }),

  async run({ variables, command }) {
    const answer = await command('order', document, variables)

    return answer.kind === 'accepted' ? completed() : refused('REJECTED', answer.code)
  },
})
