import type { ApolloServerPlugin } from '@apollo/server'
import { faultPoint } from '@pactwork/kernel/runtime/fault-point'
import { codeOf, masked } from '../errors.ts'
import type { Operation } from '../operation.ts'
import { costOfOperation } from '../limits/plugin.ts'
import type { Metrics } from './metrics.ts'
import { tellOperation } from './operation-line.ts'

/** Faults and outages are worth a line of their own; what the caller did wrong is in the operation's line. */
const worthALine = new Set(['INTERNAL_SERVER_ERROR', 'DEADLINE_EXCEEDED'])

/** One line per operation, and every error outside in its masked form with the correlation id. */
export function operationLog({
  metrics,
  development,
}: {
  metrics: Pick<Metrics, 'operation'>
  development: boolean
}): ApolloServerPlugin<Operation> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ errors, contextValue }) {
          for (const error of errors) {
            if (worthALine.has(codeOf(error)))
              contextValue.log.error({ err: error, path: error.path }, 'an operation met an error')
          }
        },
        async willSendResponse({ response, contextValue, operationName, operation }) {
          if (response.body.kind !== 'single') return
          const { singleResult } = response.body
          const errors = singleResult.errors ?? []
          const { correlationId } = contextValue.caller

          if (errors.length > 0)
            singleResult.errors = errors.map((error) => masked(error, correlationId, development))
          response.http.headers.set('x-correlation-id', correlationId)
          faultPoint('gateway.before-answer', operationName ?? undefined)
          tellOperation(
            contextValue,
            {
              name: operationName,
              kind: operation?.operation,
              errors,
              cost: costOfOperation(contextValue),
            },
            metrics,
          )
        },
      }
    },
  }
}
