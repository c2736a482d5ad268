import { fileURLToPath } from 'node:url'
import { gatewayConfig } from './config.ts'
import { readOptions, usage } from './options.ts'

/** What is served where Pactwork's subgraphs are known and nothing else is said: Pactwork itself. */
const own = fileURLToPath(new URL('../../pactwork.yaml', import.meta.url))

/** The program: reads its settings, serves, and stops on SIGTERM. Throws a ConfigurationError for what is wrong. */
export async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  if (options.help) return console.log(usage)

  const isOwn = !options.supergraph && !options.config && Boolean(process.env['PACTWORK_SUBGRAPHS_URL'])
  const config = gatewayConfig({ options: isOwn ? { ...options, config: own } : options })
  // Settings are judged before the libraries of the server are loaded.
  const { serve } = await import('./serve.ts')
  await serve(config)
}
