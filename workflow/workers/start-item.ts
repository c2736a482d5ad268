import { startVariables } from '../fulfillment-reserve/variables.ts'
import { completed, refused } from '../runner/outcome.ts'
import { defineWorker } from '../runner/worker.ts'

const document = /* GraphQL */ `
  mutation StartFulfillmentItem($input: StartFulfillmentItemInput!, $idempotencyKey: ID!) {
    startFulfillmentItem(input: $input, idempotencyKey: $idempotencyKey) {
      __typename
      ... on Rejection {
        code
        message
      }
    }
  }
`

/** The item is being carried out from here. What is not ready any more, or another attempt, is refused. */
export const startItemWorker = (topic: string) =>
  defineWorker({
    topic,
    variables: startVariables.pick({ itemId: true, attempt: true }),

    async run({ variables, command }) {
      const answer = await command('order', document, variables)

      return answer.kind === 'accepted' ? completed() : refused('REJECTED', answer.code)
    },
  })
