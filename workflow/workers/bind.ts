import { processVariables } from '../runner/variables.ts'
import { completed, refused } from '../runner/outcome.ts'
import { defineWorker } from '../runner/worker.ts'

const document = /* GraphQL */ `
  mutation BindProcess($input: BindProcessInput!, $idempotencyKey: ID!) {
    bindProcess(input: $input, idempotencyKey: $idempotencyKey) {
      __typename
      ... on Rejection {
        code
        message
      }
    }
  }
`

/** The first step of a process: its instance claims the correlation, or ends before an effect (M24). */
export const bindWorker = (topic: string) =>
  defineWorker({
    topic,
    variables: processVariables.pick({ processCorrelationId: true }),

    async run({ variables, processInstanceId, command }) {
      const answer = await command('worklist', document, { ...variables, processInstanceId })

      return answer.kind === 'accepted' ? completed() : refused('PROCESS_SUPERSEDED', answer.code)
    },
  })
