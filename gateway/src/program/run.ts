import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'
import { gatewayConfig, type GatewayConfig } from './config.ts'
import { readOptions, usage } from './options.ts'
import { portVariable } from './worker.ts'

/** What is served where Pactwork's subgraphs are known and nothing else is said: Pactwork itself. */
const own = fileURLToPath(new URL('../../pactwork.yaml', import.meta.url))

/** The program: reads its settings, serves, and stops on SIGTERM. Throws a ConfigurationError for what is wrong. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  if (options.help) return console.log(usage)

  const isOwn = !options.supergraph && !options.config && Boolean(process.env['PACTWORK_SUBGRAPHS_URL'])
  const config = gatewayConfig({ options: isOwn ? { ...options, config: own } : options })
  // Settings are judged before the libraries of the server are loaded.
  if (config.workers > 1 && cluster.isPrimary) {
    const { serveByWorkers } = await import('./workers.ts')
    return serveByWorkers(config)
  }
  const { serve } = await import('./serve.ts')
  await serve(cluster.isWorker ? asWorker(config) : config)
}

const asWorker = (config: GatewayConfig): GatewayConfig => ({
  ...config,
  name: `${config.name}-${cluster.worker?.id}`,
  port: Number(process.env[portVariable]),
})
