import { parseArgs } from 'node:util'
import { ConfigurationError } from '@pactwork/kernel/runtime/config'

/** What the command line says; what it leaves out is for the configuration file and the environment. */
export type Options = {
  /** A file, or an http(s) URL that is polled. */
  supergraph?: string | undefined
  port?: number | undefined
  config?: string | undefined
  workers?: number | undefined
  open: boolean
  development: boolean
  help: boolean
}

export const usage = `npm run gateway -- [options]

  --supergraph FILE   the federation 2 supergraph to serve; an http(s) URL is polled
  --port N            the port to listen on (default 4000; 0 takes a free one)
  --workers N         processes that share the port (default 1); SIGHUP replaces them one by one
  --config FILE       settings in YAML or JSON; gateway/README.md describes each
  --open              no tokens and no limits: for development and test suites, not for production
  --development       GraphiQL, introspection, suggestions and query plans for people
  --help              this text

Any setting can be given by the environment, too: PACTWORK_GATEWAY_<SECTION>_<KEY>.`

/** Reads the command line. Throws a ConfigurationError with one sentence for what is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { port, workers, ...rest } = parsed(args)

  return {
    ...rest,
    ...(port !== undefined && { port: portOf(port) }),
    ...(workers !== undefined && { workers: workersOf(workers) }),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        supergraph: { type: 'string' },
        port: { type: 'string' },
        config: { type: 'string' },
        workers: { type: 'string' },
        open: { type: 'boolean', default: false },
        development: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\.(\s|$)/)[0] ?? '') : String(error)
    throw new ConfigurationError(`${reason}: \`npm run gateway -- --help\` lists the options.`)
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port

  throw new ConfigurationError(`--port ${text} is not a port: give a number from 0 to 65535.`)
}

function workersOf(text: string): number {
  const workers = Number(text)
  if (/^\d+$/.test(text) && workers >= 1 && workers <= 64) return workers

  throw new ConfigurationError(`--workers ${text} is no number of processes: give one from 1 to 64.`)
}
