import type { ApolloServerPlugin } from '@apollo/server'
import { prettyFormatQueryPlan } from '@apollo/query-planner'
import type { Operation } from './operation.ts'

/** In development, for who asks by `x-pactwork-query-plan: 1`: how the operation was carried out, in `extensions`. */
export const queryPlanPlugin = (): ApolloServerPlugin<Operation> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ request, response, contextValue: { plan } }) {
        if (request.http?.headers.get('x-pactwork-query-plan') !== '1' || response.body.kind !== 'single')
          return
        const { singleResult } = response.body
        const queryPlan = plan ? prettyFormatQueryPlan(plan) : 'Nothing was fetched.'
        singleResult.extensions = { ...singleResult.extensions, queryPlan }
      },
    }
  },
})
