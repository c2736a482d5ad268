import { ApolloServer } from '@apollo/server'
import type { Log } from '@pactwork/kernel/runtime/log'
import type { BudgetStore } from './cache/budget-store.ts'
import { masked } from './errors.ts'
import type { GraphServer } from './graph-server.ts'
import { limitsPlugin } from './limits/plugin.ts'
import type { Metrics } from './observe/metrics.ts'
import { operationLog } from './observe/operation-log.ts'
import { operationCheck } from './operation-check.ts'
import type { Operation } from './operation.ts'
import type { GatewayConfig } from './program/config.ts'
import { queryPlanPlugin } from './query-plan-plugin.ts'

type Parts = {
  config: Pick<GatewayConfig, 'limits' | 'open' | 'development'>
  graphs: GraphServer
  budget: BudgetStore
  metrics: Metrics
  log: Log
}

/** Apollo Server before our planner and executor: it reads, validates and answers GraphQL over HTTP. */
export function apolloServer({ config, graphs, budget, metrics, log }: Parts): ApolloServer<Operation> {
  const { limits, open, development } = config

  return new ApolloServer<Operation>({
    gateway: graphs.apollo,
    logger: apolloLog(log),
    introspection: development,
    hideSchemaDetailsFromClientErrors: !development,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    csrfPrevention: true,
    ...(!open && { parseOptions: { maxTokens: limits.tokens } }),
    stopOnTerminationSignals: false,
    formatError: (error) => masked(error, undefined, development),
    plugins: [
      limitsPlugin({
        settings: limits,
        graphOf: () => graphs.current().graph,
        budget,
        metrics,
        open,
      }),
      operationCheck(),
      ...(development ? [queryPlanPlugin()] : []),
      operationLog({ metrics, development }),
    ],
  })
}

/** Apollo's own lines, in our form and without its debug chatter. */
const apolloLog = (log: Log) => ({
  debug: () => {},
  info: (message: unknown) => log.debug({ apollo: String(message) }, 'apollo'),
  warn: (message: unknown) => log.warn({ apollo: String(message) }, 'apollo'),
  error: (message: unknown) => log.error({ apollo: String(message) }, 'apollo'),
})
