import { connect } from 'node:net'

import { basicAuth, camundaProcess, engineRole } from './camunda.ts'
import type { EngineAccess } from './camunda.ts'
import type { EnvironmentInput } from './environment.ts'
import { ensureBuilt, requireJava } from './java.ts'
import { kafkaProcess } from './kafka.ts'
import { postgresProcess, prepareDatabase } from './postgres.ts'
import type { ProcessDefinition } from './process.ts'
import { redisProcess } from './redis.ts'
import { messageOf, StackError } from './stack-error.ts'
import type { Progress } from './stack-error.ts'

/** Starts a process of the stack and says how long it took. */
export type Run = (definition: ProcessDefinition) => Promise<void>

/** Which of the three are somebody else's: named by the environment, reached, and otherwise left alone. */
export type Given = { database: boolean; broker: boolean; engine: boolean }

type Parts = { input: EnvironmentInput; given: Given; run: Run; progress: Progress }

/** PostgreSQL, up, with the database and the engine's schema in it. */
export async function startDatabase({ input, given, run }: Parts): Promise<void> {
  const { dataDir, ports, secrets, databaseUrl } = input
  if (!given.database) {
    await run(await postgresProcess({ dataDir, port: ports.postgres, password: secrets.postgres }))
  }

  await prepareDatabase(databaseUrl, { role: engineRole, password: secrets.engineDatabase })
}

/** Kafka, up. */
export async function startBroker({ input, given, run, progress }: Parts): Promise<void> {
  if (given.broker) return requireBroker(input.brokers)

  const javaVersion = await requireJava()
  await ensureBuilt('kafka', progress)

  const { dataDir, ports } = input
  await run(
    await kafkaProcess({ dataDir, port: ports.kafka, controllerPort: ports.kafkaController, javaVersion }),
  )
}

/** The process engine, up; it is built while the database, which it needs, starts. */
export async function startEngine(
  { input, given, run, progress }: Parts,
  database: Promise<void>,
): Promise<void> {
  if (given.engine) return requireEngine(input.engine)

  const javaVersion = await requireJava()
  await Promise.all([ensureBuilt('engine', progress), database])

  const { dataDir, ports, secrets, databaseUrl, engine } = input
  const databasePassword = secrets.engineDatabase
  await run(
    await camundaProcess({
      dataDir,
      port: ports.camunda,
      access: engine,
      databaseUrl,
      databasePassword,
      javaVersion,
    }),
  )
}

/** Redis, up where there is one: whatever becomes of it, everything else starts. */
export async function startCache(
  command: string | undefined,
  { input, run, progress }: Parts,
): Promise<void> {
  const { dataDir, ports, secrets, redisUrl } = input
  try {
    if (command) await run(redisProcess({ dataDir, port: ports.redis, password: secrets.redis, command }))
    else if (redisUrl && !(await isReachable(redisUrl, 6379)))
      progress('the Redis that is given cannot be reached; the gateway uses it as soon as it can be')
  } catch (error) {
    progress(`no Redis: ${messageOf(error)} The gateway goes on without it.`)
  }
}

async function requireBroker(brokers: string): Promise<void> {
  const addresses = brokers.split(',').map((broker) => broker.trim())
  const reached = await Promise.all(addresses.map((address) => isReachable(`tcp://${address}`, 9092)))
  if (reached.includes(true)) return

  throw new StackError(
    `No Kafka broker of PACTWORK_KAFKA_BROKERS (${brokers}) can be reached: start it, or unset the variable to use the embedded one.`,
  )
}

function isReachable(url: string, usualPort: number): Promise<boolean> {
  const { hostname, port } = new URL(url)

  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || usualPort), timeout: 5000 })
    const done = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }

    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
    socket.once('timeout', () => done(false))
  })
}

async function requireEngine(engine: EngineAccess): Promise<void> {
  const answer = await fetch(`${engine.url}/engine`, {
    headers: { authorization: basicAuth(engine) },
    signal: AbortSignal.timeout(10_000),
  }).catch(() => undefined)
  if (answer?.ok) return

  const why = answer ? `answers ${answer.status}` : 'cannot be reached'
  throw new StackError(
    `The process engine of PACTWORK_ENGINE_URL (${engine.url}) ${why}: check its address, user and password, or unset the variable to use the embedded one.`,
  )
}
