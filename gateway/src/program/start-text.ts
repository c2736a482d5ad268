import type { Graph } from '../graph.ts'
import type { GatewayConfig } from './config.ts'

type Started = {
  config: GatewayConfig
  graph: Pick<Graph, 'hash' | 'subgraphs'>
  /** Where the graph came from. */
  source: string
  /** The ports that were taken. */
  port: number
  metricsPort: number | undefined
}

/** What a gateway serves, for people: where, which subgraphs, in which modes, within which limits. */
export function startText({ config, graph, source, port, metricsPort }: Started): string {
  const at = `http://${hostOf(config.host)}:${port}`
  const { open, development, observe } = config

  return [
    ...(open ? [loud] : []),
    `The gateway serves ${source} (${graph.hash})`,
    row('GraphQL', `${at}/graphql, subscriptions by graphql-ws or server-sent events at the same path`),
    row('Health', `${at}/health, ${at}/ready`),
    row(
      'Metrics',
      metricsPort === undefined
        ? 'none: set observe.metricsPort'
        : `http://${hostOf(observe.metricsHost)}:${metricsPort}/metrics, /subscriptions in a browser`,
    ),
    ...(development ? [row('GraphiQL', `${at}/ in a browser`)] : []),
    ...modes(config).map((mode, index) => row(index === 0 ? 'Modes' : '', mode)),
    row('Limits', limits(config)),
    ...[...graph.subgraphs].map(([name, given], index) =>
      row(
        index === 0 ? 'Subgraphs' : '',
        `${name} ${config.subgraphUrl(name, given) || 'has no URL: set it by `subgraphs`'}`,
      ),
    ),
  ].join('\n')
}

/** The same in the log's line. */
export const startFacts = ({ config, graph, source, port, metricsPort }: Started) => ({
  port,
  metricsPort,
  supergraph: source,
  hash: graph.hash,
  open: config.open,
  development: config.development,
  signed: config.signing.keysDir !== undefined,
  limits: config.open ? 'off' : config.limits,
  subgraphs: Object.fromEntries(
    [...graph.subgraphs].map(([name, given]) => [name, withoutPassword(config.subgraphUrl(name, given))]),
  ),
})

const loud =
  'OPEN: no tokens are checked and nothing is limited. Whoever reaches this port may do everything.'

const row = (label: string, text: string): string => `  ${label.padEnd(10)} ${withoutPassword(text)}`

const withoutPassword = (text: string): string => text.replaceAll(/(\/\/[^:/@\s]+:)[^@/\s]+@/g, '$1***@')

const hostOf = (host: string | undefined): string =>
  host === undefined || host === '0.0.0.0' || host === '::'
    ? '127.0.0.1'
    : host.includes(':')
      ? `[${host}]`
      : host

function modes({ open, development, workers, trust, signing, supergraph, cache }: GatewayConfig): string[] {
  const { url, watch, pollSeconds } = supergraph
  const issuers = trust.issuers.map(({ issuer }) => issuer).join(', ')

  return [
    ...(workers > 1 ? [`${workers} processes share the port`] : []),
    open
      ? 'open: no tokens, no limits'
      : `tokens of ${issuers || 'nobody'}${trust.required ? '' : ', or none'}`,
    development
      ? 'development: introspection, suggestions and query plans are shown'
      : 'production: introspection is off, the inside is masked',
    signing.keysDir === undefined ? 'calls of subgraphs are not signed' : 'calls of subgraphs are signed',
    url !== undefined
      ? `a new supergraph is asked for every ${pollSeconds} s`
      : watch
        ? 'the supergraph file is watched'
        : 'the supergraph file is read once',
    cache.redisUrl === undefined
      ? 'no Redis: nothing is cached, budgets are local'
      : 'Redis for budgets and cached answers',
  ]
}

function limits({
  open,
  limits: { bodyBytes, tokens, depth, aliases, rootFields, cost },
  deadlineMs,
}: GatewayConfig): string {
  const deadline = `${deadlineMs} ms an operation`
  if (open) return `none but ${deadline}`

  return `${deadline}, ${bodyBytes} bytes, ${tokens} tokens, depth ${depth}, ${aliases} aliases, ${rootFields} root fields, cost ${cost}`
}
