import { generateKeyPairSync } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { root, workFolder } from '../../stack/paths.ts'
import { freePorts, startProgram, type Program } from './program.ts'
import { audience, issuer, jwks, publicPem } from './tokens.ts'

/** `ours-2` is ours in two processes that share the port, one for each processor of the machine that we measure on. */
export const contestantNames = ['ours', 'ours-2', 'stock', 'hive'] as const
export type ContestantName = (typeof contestantNames)[number]

type Setting = { supergraph: string; folder: string; profile: boolean }

const hive = join(import.meta.dirname, 'contestants')
const installed = join(workFolder, 'contestants')

/** Hive Gateway is no part of Pactwork: it is installed for this measurement, by a lock of its own. */
export function installHive(): void {
  const lock = readFileSync(join(hive, 'package-lock.json'))
  const stamp = join(installed, 'installed')
  const wanted = createHash('sha256').update(lock).digest('hex')
  mkdirSync(installed, { recursive: true })
  cpSync(hive, installed, { recursive: true })
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return

  console.error('installing Hive Gateway, once (some 500 MB)')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: installed,
    stdio: 'inherit',
  })
  writeFileSync(stamp, wanted)
}

/** Starts a contestant in production mode; it answers at `<url>/graphql`. */
export async function startContestant(name: ContestantName, setting: Setting): Promise<Program> {
  const [port = 0] = await freePorts(1)
  const { args, env, cwd, ready } = commands[name](setting, port)

  return startProgram({
    name,
    args: [
      ...(setting.profile ? [`--cpu-prof`, `--cpu-prof-dir=${join(setting.folder, 'profiles')}`] : []),
      ...args,
    ],
    port,
    cwd,
    env: { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1', ...env },
    logFile: join(setting.folder, `${name}.log`),
    ready,
  })
}

type Command = { args: string[]; env: Record<string, string>; cwd: string; ready: string }

const commands: Record<ContestantName, (setting: Setting, port: number) => Command> = {
  ours: (setting, port) => own(setting, port, 1),
  'ours-2': (setting, port) => own(setting, port, 2),
  stock: ({ supergraph }, port) => ({
    args: ['test/performance/gateway/stock.ts'],
    env: { CONTESTANT: JSON.stringify({ supergraph, port, jwks, issuer, audience }) },
    cwd: root,
    ready: '/',
  }),
  hive: ({ supergraph }, port) => ({
    args: [
      'node_modules/@graphql-hive/gateway/dist/bin.js',
      'supergraph',
      supergraph,
      '--config-path=hive.config.mjs',
      `--port=${port}`,
      '--host=127.0.0.1',
    ],
    env: { CONTESTANT: JSON.stringify({ issuer, audience, pem: publicPem }) },
    cwd: installed,
    ready: '/healthcheck',
  }),
}

function own({ supergraph, folder }: Setting, port: number, workers: number): Command {
  const config = join(folder, 'gateway.json')
  writeFileSync(config, JSON.stringify(ownConfiguration(folder)))
  const settings = { supergraph, config, port, workers }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])

  return { args: ['gateway/src/main.ts', ...args], env: {}, cwd: root, ready: '/ready' }
}

const plenty = 1_000_000_000
const bucket = { capacity: plenty, refillPerSecond: plenty }

/** Signing, limits and metrics are on; what may be spent alone is more, for one client asks all there is to ask. */
function ownConfiguration(folder: string): object {
  const keysDir = join(folder, 'keys')
  const { privateKey } = generateKeyPairSync('ed25519')
  mkdirSync(keysDir, { recursive: true })
  writeFileSync(join(keysDir, 'gateway.json'), JSON.stringify(privateKey.export({ format: 'jwk' })), {
    mode: 0o600,
  })

  return {
    name: 'bench',
    signing: { keysDir },
    trust: { issuers: [{ issuer, audience, jwks, algorithms: ['RS256'], revocations: false }] },
    limits: { cost: plenty, clientBudget: bucket, tenantBudget: bucket },
    observe: { metricsPort: 0 },
  }
}
