import type { ApolloServerPlugin } from '@apollo/server'
import { faultPoint } from '@pactwork/kernel/runtime/fault-point'
import type { GraphQLFormattedError } from 'graphql'
import { codeOf, masked } from '../errors.ts'
import type { Operation } from '../operation.ts'
import { noMetrics, type Metrics } from './metrics.ts'
import { tellOperation, type Outcome } from './operation-line.ts'

/** Faults and outages are worth a line of their own; what the caller did wrong is in the operation's line. */
const worthALine = new Set(['INTERNAL_SERVER_ERROR', 'DEADLINE_EXCEEDED'])

/** One line per operation, and every error outside in its masked form with the correlation id. */
export function operationLog(): ApolloServerPlugin<Operation> {
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
          const errors = [...(singleResult.errors ?? []), ...incomplete(singleResult.extensions)]
          const { correlationId } = contextValue.caller

          if (errors.length > 0) singleResult.errors = errors.map((error) => masked(error, correlationId))
          delete singleResult.extensions?.['valueCompletion']
          response.http.headers.set('x-correlation-id', correlationId)
          faultPoint('gateway.before-answer', operationName ?? undefined)
          logOperation(contextValue, { name: operationName, kind: operation?.operation, errors })
        },
      }
    },
  }
}

/** A required field that came back empty: the executor nulls its parent and only whispers about it. */
const incomplete = (extensions: Record<string, unknown> | undefined): GraphQLFormattedError[] => {
  const found = extensions?.['valueCompletion']
  return Array.isArray(found) ? found : []
}

/** The line of an operation with what is known of it today. */
export function logOperation(
  operation: Operation,
  outcome: Outcome,
  metrics: Pick<Metrics, 'operation'> = noMetrics,
): void {
  tellOperation(operation, outcome, metrics)
}
