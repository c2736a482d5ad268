import { fileURLToPath } from 'node:url'
import { lifecycle } from '@pactwork/kernel/runtime/lifecycle'
import { createLog } from '@pactwork/kernel/runtime/log'
import { startTelemetry } from '@pactwork/kernel/runtime/telemetry'
import { startGateway } from '../gateway.ts'
import { serveMetrics } from '../observe/metrics-server.ts'
import { prometheusMetrics } from '../observe/prometheus.ts'
import { gatewayConfig } from './config.ts'
import { readOptions, usage } from './options.ts'
import { graphHolder } from './reload/graph-holder.ts'
import { supergraphSource } from './reload/source.ts'

/** What is served when nothing else is said: Pactwork itself. */
const own = fileURLToPath(new URL('../../pactwork.yaml', import.meta.url))

/** The program: reads its settings, serves, and stops on SIGTERM. Throws a ConfigurationError for what is wrong. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  if (options.help) return void console.log(usage)
  const given = options.supergraph === undefined && options.config === undefined
  const config = gatewayConfig({ options: given ? { ...options, config: own } : options })
  const log = createLog(config.name)
  const life = lifecycle(log, config.drainMs + 5_000)

  life.started('telemetry', startTelemetry(config.name, { ratio: config.observe.traceRatio }))
  const metrics = prometheusMetrics(config.observe)
  if (config.observe.metricsPort !== undefined)
    life.started(
      'metrics',
      await serveMetrics(metrics.registry, {
        port: config.observe.metricsPort,
        host: config.observe.metricsHost,
      }),
    )
  const holder = await graphHolder({
    source: supergraphSource(config.supergraph),
    lints: config.supergraph.lints,
    log,
    metrics,
  })
  life.started('supergraph', holder)
  const gateway = await startGateway({ config, holder, log, metrics })
  life.started('gateway', gateway)
  log.info({ port: gateway.port }, 'the gateway is up')
}
