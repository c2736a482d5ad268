import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import { lifecycle } from '@pactwork/kernel/runtime/lifecycle'
import { createLog } from '@pactwork/kernel/runtime/log'
import { startTelemetry } from '@pactwork/kernel/runtime/telemetry'
import { startGateway } from '../gateway.ts'
import { serveMetrics } from '../observe/metrics-server.ts'
import { prometheusMetrics } from '../observe/prometheus.ts'
import type { GatewayConfig } from './config.ts'
import { graphHolder } from './reload/graph-holder.ts'
import { supergraphSource } from './reload/source.ts'
import { startFacts, startText } from './start-text.ts'

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

    const page =
      observe.metricsPort === undefined
        ? undefined
        : await serveMetrics(metrics.registry, {
            port: observe.metricsPort,
            host: observe.metricsHost,
          }).catch(taken('observe.metricsPort'))
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
    console.error(startText(started))
    if (config.open) log.warn('open: no tokens are checked and nothing is limited')
    log.info(startFacts(started), 'the gateway is up')
  } catch (error) {
    await life.stop()
    throw error
  }
}

/** A port that cannot be had is the person's matter. */
const taken = (setting: string) => (error: unknown) => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
  const reason = {
    EADDRINUSE: 'is taken by another process',
    EACCES: 'may not be used by this user',
    EADDRNOTAVAIL: 'is of no address of this machine',
  }[code]
  const port = error instanceof Error && 'port' in error ? ` ${String(error.port)}` : ''

  throw new ConfigurationError(`The port${port} of the setting ${setting} ${reason}: name another one.`)
}
