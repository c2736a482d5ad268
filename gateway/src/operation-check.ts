import type { ApolloServerPlugin } from '@apollo/server'
import { getOperationAST, OperationTypeNode } from 'graphql'
import { refused } from './errors.ts'
import type { Operation } from './operation.ts'

/** Refuses what the executor behind would only fail at: no such operation in the document, or a subscription. */
export const operationCheck = (): ApolloServerPlugin<Operation> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ document, request, contextValue }) {
        const { correlationId } = contextValue.caller
        const operation = getOperationAST(document, request.operationName)

        if (!operation) {
          const message = 'Name the one operation of the document that is to be carried out.'
          throw refused('OPERATION_RESOLUTION_FAILURE', message, correlationId)
        }
        if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
          throw refused(
            'SUBSCRIPTION_BY_WEBSOCKET',
            'Subscribe by graphql-ws at the same path, or accept `text/event-stream`.',
            correlationId,
          )
        }
      },
    }
  },
})
