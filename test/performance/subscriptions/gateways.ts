import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, workFolder } from '../../stack/paths.ts'
import { freePorts, startProgram, type Program } from '../gateway/program.ts'
import { audience, issuer, jwks, publicPem } from '../gateway/tokens.ts'
import type { GatewayName } from './options.ts'

/** A gateway as a process of its own; ours tells metrics and has an inspector. */
export type MeasuredGateway = Program & { metrics?: string; inspector?: string }

type Surroundings = { folder: string; supergraph: string }

const bench = { NODE_ENV: 'production' }

/** Starts one of them before the measured graph. */
export async function startGateway(
  name: GatewayName,
  { folder, supergraph }: Surroundings,
): Promise<MeasuredGateway> {
  const file = join(folder, 'supergraph.graphql')
  writeFileSync(file, supergraph)
  if (name === 'ours')
    return ours(folder, { config: configuration(folder), more: ['--supergraph', file], env: {} })

  const [port = 0] = await freePorts(1)
  return startProgram({
    name,
    args: [
      'node_modules/@graphql-hive/gateway/dist/bin.js',
      'supergraph',
      file,
      '--config-path=hive-subscriptions.config.mjs',
      `--port=${port}`,
      '--host=127.0.0.1',
    ],
    port,
    cwd: join(workFolder, 'contestants'),
    env: { ...bench, CONTESTANT: JSON.stringify({ issuer, audience, pem: publicPem }) },
    logFile: join(folder, 'hive.log'),
    ready: '/healthcheck',
  })
}

/** A gateway with Pactwork's own settings before a running stack; one user may have as many connections as there are. */
export function startOwnGateway(folder: string, env: Record<string, string>): Promise<MeasuredGateway> {
  const settings = readFileSync(join(root, 'gateway/pactwork.yaml'), 'utf8')
    .replaceAll('../contracts', join(root, 'contracts'))
    .concat('\nsubscriptions:\n  socketsPerUser: 10000\nobserve:\n  metricsPort: ${BENCH_METRICS_PORT}\n')
  const config = join(folder, 'gateway.yaml')
  writeFileSync(config, settings)

  return ours(folder, { config, more: [], env })
}

async function ours(
  folder: string,
  { config, more, env }: { config: string; more: string[]; env: Record<string, string> },
): Promise<MeasuredGateway> {
  const [port = 0, metricsPort = 0, inspectorPort = 0] = await freePorts(3)
  const program = await startProgram({
    name: 'ours',
    args: [
      `--inspect=127.0.0.1:${inspectorPort}`,
      'gateway/src/main.ts',
      ...more,
      '--config',
      config,
      '--port',
      String(port),
    ],
    port,
    cwd: root,
    env: { ...env, ...bench, BENCH_METRICS_PORT: String(metricsPort) },
    logFile: join(folder, 'ours.log'),
    ready: '/ready',
  })

  return {
    ...program,
    metrics: `http://127.0.0.1:${metricsPort}/metrics`,
    inspector: `http://127.0.0.1:${inspectorPort}`,
  }
}

/** Signed calls and checked tokens; connections may be opened faster than in service. */
function configuration(folder: string): string {
  const keysDir = join(folder, 'keys')
  const file = join(folder, 'gateway.yaml')
  const { privateKey } = generateKeyPairSync('ed25519')
  mkdirSync(keysDir, { recursive: true })
  writeFileSync(join(keysDir, 'gateway.json'), JSON.stringify(privateKey.export({ format: 'jwk' })), {
    mode: 0o600,
  })
  const settings = {
    name: 'bench',
    signing: { keysDir },
    trust: { issuers: [{ issuer, audience, jwks, algorithms: ['RS256'], revocations: false }] },
    subscriptions: { socketsPerUser: 10_000 },
    protect: { policies: { insiders: { anyRole: ['INSIDER'] } } },
  }
  const metrics = 'observe:\n  metricsPort: ${BENCH_METRICS_PORT}\n'
  writeFileSync(
    file,
    `${Object.entries(settings)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
      .join('')}${metrics}`,
  )

  return file
}
