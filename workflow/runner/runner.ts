import {
  Client,
  type EngineTask,
  type RequestConfig,
  type TaskService,
} from 'camunda-external-task-client-js'
import type { Log } from '@pactwork/kernel/runtime/log'
import { backoff } from './backoff.ts'
import { inHand } from './drain.ts'
import type { SignCall } from './graphql.ts'
import { performTask } from './perform.ts'
import type { RunnableWorker } from './worker.ts'

export type RunnerOptions = {
  engine: { url: string; user: string; password: string }
  sign: SignCall
  log: Log
  workers: readonly RunnableWorker[]
  /**
   * No two living processes may share it, and a process that is started again should keep it: the engine ends
   * the parked poll of an id that polls again, so that a dead predecessor locks nothing for a ghost.
   */
  workerId: string
  /** Milliseconds a task is locked for; renewed while its step runs. */
  lockDuration?: number
  /** Tasks in hand at most. */
  parallel?: number
  /** Attempts of a step before it becomes an incident. */
  retries?: number
  /** Milliseconds a poll may be parked: it is not woken by a retry or a lock that falls due, so not for long. */
  longPoll?: number
  random?: () => number
}

const eager = 10

/** Fetches the tasks of all workers' topics with one client, and carries each to its end. */
export function startRunner(options: RunnerOptions): { stop(): Promise<void> } {
  const {
    engine,
    log,
    workerId,
    random = Math.random,
    lockDuration = 10_000,
    longPoll = 1_000,
    parallel = 16,
  } = options
  const authorization = `Basic ${Buffer.from(`${engine.user}:${engine.password}`).toString('base64')}`
  const tasks = inHand()
  let draining = false
  let failedPolls = 0
  const poll = { open: false, ended: () => {} }

  const client = new Client({
    baseUrl: engine.url,
    workerId,
    maxTasks: parallel,
    maxParallelExecutions: parallel,
    interval: eager,
    lockDuration,
    asyncResponseTimeout: longPoll,
    usePriority: false,
    autoPoll: false,
    interceptors: (config: RequestConfig) => {
      if (config.json?.['topics']) poll.open = true

      return { ...config, headers: { authorization }, timeout: { request: longPoll + 10_000 } }
    },
  })

  const pollEnded = (): void => {
    poll.open = false
    // Tasks of this poll are handed out in the same turn, before anyone is told that it ended.
    setImmediate(() => poll.ended())
  }
  client.on('poll:success', () => {
    failedPolls = 0
    client.options.interval = eager
    pollEnded()
  })
  client.on('poll:error', (error: unknown) => {
    client.options.interval = backoff(failedPolls, random, { base: 100, cap: 2_000 })
    if (failedPolls === 0) log.warn({ err: error }, 'the engine does not answer; asking again')
    failedPolls += 1
    pollEnded()
  })

  const handle = async ({ task, taskService }: { task: EngineTask; taskService: TaskService }) => {
    // Fetched by the last poll before the end: given back at once instead of after the lock.
    if (draining) return taskService.unlock(task)
    const worker = options.workers.find(({ topic }) => topic === task.topicName)
    if (!worker) return taskService.unlock(task)

    return performTask({ ...options, random, lockDuration, worker, task, taskService })
  }
  for (const worker of options.workers)
    client.subscribe(worker.topic, { variables: runnerVariables(worker) }, (work) =>
      tasks.during(() => handle(work)),
    )
  client.start()

  return {
    /** Takes nothing new, gives back what came too late, and finishes what is in hand. */
    async stop() {
      draining = true
      client.stop()
      if (poll.open) await new Promise<void>((resolve) => (poll.ended = resolve))
      await tasks.none()
    },
  }
}

const runnerVariables = (worker: RunnableWorker): string[] => [
  ...new Set([...worker.variableNames, 'tenantId', 'correlationId', 'traceparent']),
]
