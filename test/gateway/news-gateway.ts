import { startGateway } from '@pactwork/gateway/gateway'
import { buildGraph, type Graph } from '@pactwork/gateway/graph'
import { prometheusMetrics } from '@pactwork/gateway/observe/prometheus'
import { observeSettings } from '@pactwork/gateway/observe/settings'
import {
  subscriptionOverview,
  type SubscriptionOverview,
} from '@pactwork/gateway/observe/subscription-overview'
import { gatewayConfig } from '@pactwork/gateway/program/config'
import { createLog } from '@pactwork/kernel/runtime/log'
import { newsGraph, type Serving } from './news-subgraphs.ts'

type Swap = (graph: Graph) => Promise<void>

/** A gateway in this process, with the settings of a file, before the graph of `newsSubgraphs`. */
export async function newsGateway(file: string, serving: Serving = {}) {
  const metrics = prometheusMetrics(observeSettings.parse({}))
  const graph = buildGraph(newsGraph(0, serving))
  const follower: { swap: Swap } = { swap: () => Promise.reject(new Error('Nobody follows.')) }
  const gateway = await startGateway({
    config: gatewayConfig({ options: { config: file }, env: {} }),
    holder: {
      current: () => graph,
      status: () => ({ hash: graph.hash, loadedAt: '', refused: undefined, unreachable: undefined }),
      follow: (swap) => void (follower.swap = swap),
    },
    log: createLog('gateway', process.env['PACTWORK_LOG_LEVEL'] ?? 'silent'),
    metrics,
  })

  return {
    url: `http://127.0.0.1:${gateway.port}`,
    /** What of subscriptions is open at this moment. */
    open: gateway.subscriptions,
    overview: (): Promise<SubscriptionOverview> => subscriptionOverview(metrics.registry),
    metrics,
    /** Serves another version of the graph. */
    swap: (version: number): Promise<void> => follower.swap(buildGraph(newsGraph(version, serving))),
    stop: () => gateway.stop(),
  }
}

export type NewsGateway = Awaited<ReturnType<typeof newsGateway>>
