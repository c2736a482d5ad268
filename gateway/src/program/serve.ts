import cluster from 'node:cluster'
import { lifecycle } from '@pactwork/kernel/runtime/lifecycle'
import { createLog } from '@pactwork/kernel/runtime/log'
import { startTelemetry } from '@pactwork/kernel/runtime/telemetry'
import type { Registry } from 'prom-client'
import { startGateway } from '../gateway.ts'
import { serveMetrics } from '../observe/metrics-server.ts'
import { prometheusMetrics } from '../observe/prometheus.ts'
import type { ObserveSettings } from '../observe/settings.ts'
import { tellMetrics } from '../observe/worker-metrics.ts'
import type { GatewayConfig } from './config.ts'
import { graphHolder } from './reload/graph-holder.ts'
import { supergraphSource } from './reload/source.ts'
import { startFacts, startText } from './start-text.ts'
import { taken } from './taken-port.ts'
import { metricsPortVariable, upMessage } from './worker.ts'

/** Serves until SIGTERM or SIGINT, and says what. Throws a ConfigurationError for what a person can mend. */
export async function serve(config: GatewayConfig): Promise<void> {
  const { name, supergraph, observe, drainMs } = config
  const log = createLog(name, undefined, { waits: false })
  const life = lifecycle(log, drainMs + 5_000)

  try {
    life.started('telemetry', await startTelemetry(name, { ratio: observe.traceRatio, log }))
    const metrics = prometheusMetrics(observe)
    const source = supergraphSource(supergraph)
    const holder = await graphHolder({ source, lints: supergraph.lints, log, metrics })
    life.started('supergraph', holder)

    const page = await metricsPage(metrics.registry, observe)
    if (page) life.started('metrics', page)
    const gateway = await startGateway({ config, holder, log, metrics }).catch(taken('port'))
    life.started('gateway', gateway)

    const started = {
      config,
      graph: holder.current(),
      source: source.name,
      port: gateway.port,
      metricsPort: page?.port,
    }
    if (!cluster.isWorker || cluster.worker?.id === 1) console.error(startText(started))
    if (config.open) log.warn('open: no tokens are checked and nothing is limited')
    log.info(startFacts(started), 'the gateway is up')
    if (cluster.isWorker) process.send?.(upMessage)
  } catch (error) {
    await life.stop()
    throw error
  }
}

/** Where this process shows its counts; a worker tells them to the first process, which shows those of all. */
async function metricsPage(registry: Registry, { metricsPort: port, metricsHost: host }: ObserveSettings) {
  if (port === undefined) return undefined
  if (!cluster.isWorker)
    return serveMetrics(() => Promise.resolve(registry), { port, host }).catch(taken('observe.metricsPort'))
  tellMetrics(registry)

  return { port: Number(process.env[metricsPortVariable]), stop: () => Promise.resolve() }
}
