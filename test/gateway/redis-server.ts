import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../stack/ports.ts'
import { ManagedProcess } from '../stack/process.ts'
import { embeddedRedisUrl, findRedis, givenRedis, redisProcess } from '../stack/redis.ts'

const found =
  givenRedis(process.env) === 'none'
    ? { missing: 'PACTWORK_REDIS_URL is none' }
    : await findRedis((message) => console.error(message))

/** Why tests of a real Redis cannot run on this machine; undefined when they can. */
export const withoutRedis: string | undefined = 'missing' in found ? found.missing : undefined

export type PrivateRedis = { url: string; process: ManagedProcess; end(): Promise<void> }

/** A Redis of a test's own, to be killed and paused at will. */
export async function privateRedis(): Promise<PrivateRedis> {
  if ('missing' in found) throw new Error(`There is no Redis here: ${found.missing}.`)
  const dataDir = await mkdtemp(join(tmpdir(), 'pactwork-redis-'))
  const options = { dataDir, port: (await freePorts()).redis, password: 'p-ssword', command: found.command }
  const home = { logs: join(dataDir, 'logs'), run: join(dataDir, 'run'), marker: dataDir }
  const redis = new ManagedProcess(redisProcess(options), home)
  await redis.start()

  return {
    url: embeddedRedisUrl(options),
    process: redis,
    async end() {
      await redis.kill()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
