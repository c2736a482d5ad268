import { mkdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { announce, takeDataFolder, withdraw } from './data-folder.ts'
import type { DataFolder } from './data-folder.ts'
import { givenEngine, migrationEnvironment, processEnvironment, urlsOf } from './environment.ts'
import type { EnvironmentInput, Urls } from './environment.ts'
import { startBroker, startCache, startDatabase, startEngine } from './infrastructure.ts'
import type { Given, Run } from './infrastructure.ts'
import { ensureKeys } from './keys.ts'
import { identityOf } from './lock.mjs'
import { migrate } from './migrate.ts'
import { root } from './paths.ts'
import { fixedPorts, freePorts, requireFree } from './ports.ts'
import type { PortName, Ports } from './ports.ts'
import { embeddedDatabaseUrl } from './postgres.ts'
import { ManagedProcess } from './process.ts'
import { embeddedRedisUrl, findRedis, givenRedis } from './redis.ts'
import { loadSecrets } from './secrets.ts'
import { serviceProcess, servicesOf } from './services.ts'
import type { Layout } from './services.ts'
import { inheritedEnvironment } from './spawn.ts'
import { silent, StackError } from './stack-error.ts'
import type { Progress } from './stack-error.ts'

export type StackOptions = {
  /** Everything the stack keeps: databases, logs, keys, passwords. One living stack per folder. */
  dataDir: string
  /** Fixed ones unless PACTWORK_PORTS is `free`; see `freePorts`. */
  ports?: Ports
  layout?: Layout
  progress?: Progress
  /** Added to the environment of this process for everything that is started. */
  env?: Record<string, string>
  /** Empties the data folder first. */
  reset?: boolean
  /** Gives a start up; what has started is stopped. */
  signal?: AbortSignal
}

export type Stack = {
  dataDir: string
  layout: Layout
  ports: Ports
  /** What the processes are told; enough for a test or a tool to reach every part. */
  env: Record<string, string>
  urls: Urls
  /** By name, as in `services.ts`, and `postgres`, `kafka`, `camunda`, `redis` where they are embedded. */
  processes: Map<string, ManagedProcess>
  /** Drains and ends everything that was started here, and gives the data folder back. May be called twice. */
  stop(): Promise<void>
}

/** Starts the whole of Pactwork on this machine, each part as soon as it can, or nothing at all. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const progress = options.progress ?? silent
  const folder = await takeDataFolder(options.dataDir, options.reset ?? false, progress)
  const processes = new Map<string, ManagedProcess>()
  const stop = stopper(folder, processes)
  const givenUp = new AbortController()
  const signal = AbortSignal.any([givenUp.signal, ...(options.signal ? [options.signal] : [])])

  try {
    const plan = await makePlan(folder, options, progress)
    const run = runner(folder, processes, progress, signal)
    const steps = await beginAll(plan, run, progress, signal)
    try {
      await Promise.race([Promise.all(steps), interrupted(signal)])
    } catch (error) {
      // What is just starting must have failed or started before it can be stopped.
      givenUp.abort()
      await Promise.all([...processes.values()].map((process) => process.stop()))
      await Promise.allSettled(steps)
      throw error
    }

    const { layout, ports } = plan.input
    const stack = {
      dataDir: folder.path,
      layout,
      ports,
      env: plan.env,
      urls: urlsOf(plan.input),
      processes,
      stop,
    }
    await announce(folder, {
      ...identityOf(process.pid),
      layout,
      urls: stack.urls,
      env: { ...plan.env, ...migrationEnvironment(plan.input) },
    })

    return stack
  } catch (error) {
    await stop()
    throw error
  }
}

type Plan = {
  input: EnvironmentInput
  given: Given
  env: Record<string, string>
  /** The program to start; undefined where Redis is given, or where there is none. */
  redis: string | undefined
}

async function makePlan(folder: DataFolder, options: StackOptions, progress: Progress): Promise<Plan> {
  const given = { ...inheritedEnvironment(), ...options.env }
  const ports = options.ports ?? (given['PACTWORK_PORTS'] === 'free' ? await freePorts() : fixedPorts)
  const layout = options.layout ?? 'compact'
  const dataDir = folder.path
  const secrets = await loadSecrets(dataDir)
  const redis = await planRedis(given, { port: ports.redis, password: secrets.redis }, progress)
  const theirs = {
    database: given['PACTWORK_DATABASE_URL'],
    broker: given['PACTWORK_KAFKA_BROKERS'],
    engine: givenEngine(given),
  }

  const input: EnvironmentInput = {
    dataDir,
    keysDir: await ensureKeys(dataDir),
    layout,
    ports,
    secrets,
    databaseUrl: theirs.database ?? embeddedDatabaseUrl({ port: ports.postgres, password: secrets.postgres }),
    brokers: theirs.broker ?? `127.0.0.1:${ports.kafka}`,
    engine: theirs.engine ?? {
      url: `http://127.0.0.1:${ports.camunda}/engine-rest`,
      user: 'pactwork',
      password: secrets.engine,
    },
    redisUrl: redis.url,
  }
  const env = processEnvironment(input, given)
  await mkdir(join(dataDir, 'traces'), { recursive: true })

  return {
    input,
    env,
    redis: redis.command,
    given: {
      database: Boolean(theirs.database),
      broker: Boolean(theirs.broker),
      engine: Boolean(theirs.engine),
    },
  }
}

/** Which Redis the gateway is told of, and which program has to be started for it. */
async function planRedis(
  given: Record<string, string>,
  own: { port: number; password: string },
  progress: Progress,
): Promise<{ url?: string; command?: string }> {
  const url = givenRedis(given)
  if (url === 'none') return {}
  if (url !== undefined) return { url }

  const found = await findRedis(progress)
  if ('command' in found) return { url: embeddedRedisUrl(own), command: found.command }

  progress(`no Redis: ${found.missing}; answers are not kept, and budgets count in the gateway itself`)
  return {}
}

/** Begins every step at once; each waits for the others that it needs. */
async function beginAll(
  { input, given, env, redis }: Plan,
  run: Run,
  progress: Progress,
  signal: AbortSignal,
): Promise<Promise<unknown>[]> {
  const services = servicesOf(input.layout)
  const missing = services.find(({ entry }) => !existsSync(join(root, entry)))
  if (missing)
    throw new StackError(
      `${missing.entry} is missing, so ${missing.name} cannot be started: take the whole checkout.`,
    )

  const own: PortName[] = services.map(({ name }) => name)
  if (!given.database) own.push('postgres')
  if (!given.broker) own.push('kafka', 'kafkaController')
  if (!given.engine) own.push('camunda')
  if (redis) own.push('redis')
  await requireFree(input.ports, own)

  const parts = { input, given, run, progress }
  const server = startDatabase(parts)
  const ready = {
    database:
      services.length === 0
        ? server
        : server.then(() => {
            refuseWhenGivenUp(signal)
            return migrate(input, env, progress)
          }),
    broker: startBroker(parts),
    engine: startEngine(parts, server),
    cache: startCache(redis, parts),
  }
  const started = services.map(async (service) => {
    await Promise.all(service.needs.map((need) => ready[need]))
    await run(serviceProcess(service, { dataDir: input.dataDir, ports: input.ports, env }))
  })

  return [...Object.values(ready), ...started]
}

/** Starts processes until the start is given up; afterwards none, so that none outlives the clean-up. */
function runner(
  folder: DataFolder,
  processes: Map<string, ManagedProcess>,
  progress: Progress,
  signal: AbortSignal,
): Run {
  return async (definition) => {
    refuseWhenGivenUp(signal)

    const since = Date.now()
    const process = new ManagedProcess(definition, folder.home)
    processes.set(definition.name, process)
    await process.start()
    progress(`${definition.name} ready in ${((Date.now() - since) / 1000).toFixed(1)} s`)

    refuseWhenGivenUp(signal)
  }
}

function refuseWhenGivenUp(signal: AbortSignal): void {
  if (signal.aborted) throw new StackError('The start was interrupted.')
}

function interrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new StackError('The start was interrupted.')), {
      once: true,
    })
  })
}

/** Ends clients before servers, so that each can still finish what it has begun. */
function stopper(folder: DataFolder, processes: Map<string, ManagedProcess>): () => Promise<void> {
  let stopped: Promise<void> | undefined
  const servers = ['postgres', 'kafka', 'camunda', 'redis']
  const simulators = ['inventory', 'provisioning']

  const stopAll = async () => {
    const stopThose = (which: (name: string) => boolean) =>
      Promise.all([...processes.values()].filter(({ name }) => which(name)).map((process) => process.stop()))

    await withdraw(folder)
    await stopThose((name) => !servers.includes(name) && !simulators.includes(name))
    await stopThose((name) => name !== 'postgres')
    await stopThose((name) => name === 'postgres')
    folder.release()
  }

  return () => (stopped ??= stopAll())
}
