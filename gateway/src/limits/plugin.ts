import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError, Kind, type DocumentNode, type GraphQLSchema } from 'graphql'
import type { BudgetStore } from '../cache/budget-store.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Operation } from '../operation.ts'
import { budgetHeaders } from './budget.ts'
import { checkLimits, refusalOfParsing, type Granted } from './check.ts'
import { refusalError } from './refusal.ts'
import type { LimitsSettings } from './settings.ts'

/** What is validated instead of a document that is too much; it is never carried out. */
const nothing: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] }

const costs = new WeakMap<Operation, number>()

/** The estimated cost of an operation in points; undefined before it is known, and where there are no limits. */
export const costOfOperation = (operation: Operation): number | undefined => costs.get(operation)

/**
 * Holds every operation by HTTP to the limits on documents, cost and budgets. It has to be the first plugin. With
 * `open` nothing is limited.
 */
export function limitsPlugin({
  settings,
  graphOf,
  budget,
  metrics,
  open,
}: {
  settings: LimitsSettings
  graphOf: () => { full: GraphQLSchema }
  budget: BudgetStore | undefined
  metrics: Pick<Metrics, 'refused'>
  open: boolean
}): ApolloServerPlugin<Operation> {
  if (open) return {}
  const limits = checkLimits({ settings, supergraph: () => graphOf().full, budget })

  return {
    async requestDidStart({ contextValue, request }) {
      const { caller } = contextValue
      const { correlationId } = caller
      let granted: Granted | undefined
      let unread: GraphQLError | undefined

      const checked = (document: DocumentNode): GraphQLError | undefined => {
        try {
          limits.beforeValidation(document, correlationId)
          return undefined
        } catch (error) {
          if (error instanceof GraphQLError) return error
          throw error
        }
      }

      return {
        async validationDidStart(context) {
          unread = checked(context.document)
          // No hook before this one's end may refuse, and validation of such a document is what must not happen.
          if (unread) Object.assign(context, { document: nothing })
        },

        async didResolveOperation({ document, source }) {
          const refusal =
            unread ??
            // Apollo may have kept what took the place of this text's document.
            (document === nothing ? checked(limits.parse(source, correlationId)) : checked(document))
          if (refusal) throw refusal

          granted = await limits.beforeExecution({
            document,
            operationName: request.operationName,
            variables: request.variables ?? {},
            caller,
          })
          costs.set(contextValue, granted.estimated)
        },

        async willSendResponse({ response, errors }) {
          if (response.body.kind !== 'single') return
          const { singleResult } = response.body
          const [first] = errors ?? []
          const refusal =
            first && singleResult.data === undefined ? refusalOfParsing(first, settings) : undefined
          if (refusal) singleResult.errors = [refusalError(refusal, correlationId).toJSON()]

          if (granted?.charged)
            for (const [name, value] of Object.entries(budgetHeaders(granted.charged)))
              response.http.headers.set(name, value)
          if (granted && tellsCost(settings, request.http?.headers.get('x-pactwork-cost')))
            singleResult.extensions = { ...singleResult.extensions, cost: costExtension(granted) }
          if (!granted) {
            const code = singleResult.errors?.[0]?.extensions?.['code']
            if (typeof code === 'string') metrics.refused(code, caller.client.name)
          }
        },
      }
    },
  }
}

const tellsCost = ({ costInAnswer }: LimitsSettings, asked: string | undefined): boolean =>
  costInAnswer === 'always' || (costInAnswer === 'asked' && asked !== undefined && !['', '0'].includes(asked))

/** What an answer says about cost: `remaining` of the smallest budget, absent where there is none. */
const costExtension = ({ estimated, limit, charged }: Granted): Record<string, number> => ({
  estimated,
  limit,
  ...(charged && { remaining: Math.min(...charged.left.map(({ rest }) => rest)) }),
})
