import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import { lifecycle } from '@pactwork/kernel/runtime/lifecycle'
import { createLog } from '@pactwork/kernel/runtime/log'
import { startTelemetry } from '@pactwork/kernel/runtime/telemetry'
import { gatewayConfig } from './config.ts'
import { startGateway } from './gateway.ts'
import { loadGraph } from './graph.ts'

try {
  const config = gatewayConfig()
  const log = createLog(config.process)
  const life = lifecycle(log)

  life.started('telemetry', startTelemetry(config.process))
  const gateway = await startGateway(config, await loadGraph(), log)
  life.started('gateway', gateway)
  log.info({ port: gateway.port }, 'the gateway is up')
} catch (error) {
  console.error(error instanceof ConfigurationError ? error.message : error)
  process.exitCode = 1
}
