import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { lifecycle } from '@pactwork/kernel/runtime/lifecycle'
import { createLog, type Log } from '@pactwork/kernel/runtime/log'
import { serveMetrics } from '../observe/metrics-server.ts'
import { metricsOfWorkers } from '../observe/worker-metrics.ts'
import type { GatewayConfig } from './config.ts'
import { taken } from './taken-port.ts'
import { metricsPortVariable, portVariable, upMessage } from './worker.ts'

/** Milliseconds before a process takes the place of one that ended, longer each time until one has lasted. */
const pauses = { first: 500, longest: 30_000, lasted: 60_000 }

/**
 * Serves by several processes that share the port, each of them a whole gateway, since one uses one processor. One
 * that ends is replaced; SIGHUP replaces them one after the other, each when the next one serves; SIGTERM drains
 * them all. Resolves when the first serves, or has failed to: then this process ends with its exit code. Each listens
 * for itself and the kernel chooses (`SO_REUSEPORT`, Linux): a connection that `node:cluster` hands to a worker which
 * is killed before it answers would hang.
 */
export async function serveByWorkers(config: GatewayConfig): Promise<void> {
  const { name, workers, port, host, observe, drainMs, unreadyMs } = config
  const log = createLog(name)
  const life = lifecycle(log, drainMs + unreadyMs + 10_000)
  const { metricsPort, metricsHost } = observe
  const page =
    metricsPort === undefined
      ? undefined
      : await serveMetrics(metricsOfWorkers, { port: metricsPort, host: metricsHost }).catch(
          taken('observe.metricsPort'),
        )
  if (page) life.started('metrics', page)
  const crew = crewOf(log, {
    [portVariable]: String(port === 0 ? await freePort(host) : port),
    ...(page && { [metricsPortVariable]: String(page.port) }),
  })
  life.started('workers', crew)

  const failed = await crew.begin()
  if (failed !== undefined) {
    await life.stop()
    process.exit(failed)
  }
  for (let more = 1; more < workers; more += 1) crew.add()
  process.on('SIGHUP', () => void crew.replaceAll())
}

async function freePort(host: string | undefined): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  await new Promise((closed) => server.close(closed))

  return typeof address === 'object' && address ? address.port : 0
}

/** Processes of this program, kept at the number that came to serve. */
function crewOf(log: Log, env: Record<string, string>) {
  let stopping = false
  let pause = pauses.first
  /** Those that are not replaced when they end. */
  const leaving = new Set<Worker>()
  let replacing: Promise<void> = Promise.resolve()

  const fork = (): Worker => {
    const worker = cluster.fork(env)
    const startedAt = performance.now()
    worker.once('exit', (code, signal) => {
      if (stopping || leaving.delete(worker)) return
      const restartInMs = performance.now() - startedAt > pauses.lasted ? pauses.first : pause
      pause = Math.min(restartInMs * 2, pauses.longest)
      log.warn({ worker: worker.id, code, signal, restartInMs }, 'a worker ended')
      setTimeout(() => !stopping && fork(), restartInMs)
    })

    return worker
  }
  /** One that is kept once it serves; its exit code when it ended instead. */
  const begin = async (): Promise<number | undefined> => {
    const worker = fork()
    leaving.add(worker)
    const serves = await up(worker)
    leaving.delete(worker)

    return serves ? undefined : (worker.process.exitCode ?? 1)
  }
  const leave = async (worker: Worker): Promise<void> => {
    if (worker.isDead()) return
    leaving.add(worker)
    const ended = once(worker, 'exit')
    worker.process.kill('SIGTERM')
    await ended
  }
  const replaceAll = async (): Promise<void> => {
    log.info('replacing the workers')
    for (const worker of alive()) {
      const code = await begin()
      if (stopping) return
      if (code !== undefined) return log.error({ code }, 'the next worker does not serve: the others stay')
      await leave(worker)
    }
  }

  return {
    begin,
    add: fork,
    replaceAll: (): Promise<void> => (replacing = replacing.then(replaceAll)),
    async stop(): Promise<void> {
      stopping = true
      await Promise.all(alive().map(leave))
    },
  }
}

const alive = (): Worker[] =>
  Object.values(cluster.workers ?? {}).flatMap((worker) => (worker && !worker.isDead() ? [worker] : []))

/** Whether a process came to serve, rather than ended. */
const up = (worker: Worker): Promise<boolean> =>
  new Promise((resolve) => {
    worker.on('message', (message: unknown) => message === upMessage && resolve(true))
    worker.once('exit', () => resolve(false))
  })
