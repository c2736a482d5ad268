import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { errorsOf } from '@pactwork/contracts/errors/index'
import { reservationTreaty } from '@pactwork/inventory/reservation.treaty'
import { machineActor } from '@pactwork/kernel/actor'
import { systemClock } from '@pactwork/kernel/clock'
import { command } from '@pactwork/kernel/command'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { ambient } from '@pactwork/kernel/correlation'
import { openDatabase, type Database } from '@pactwork/kernel/database'
import { noMetrics } from '@pactwork/kernel/events/metrics'
import { startScheduler } from '@pactwork/kernel/events/scheduler'
import { wakeScheduler } from '@pactwork/kernel/events/wake'
import { execute } from '@pactwork/kernel/execute'
import { idSchema, newId } from '@pactwork/kernel/ids'
import { migrate } from '@pactwork/kernel/migrate'
import { createLog } from '@pactwork/kernel/runtime/log'
import { newUuid } from '@pactwork/kernel/uuid'
import type { Handoff } from '@pactwork/treaty/handoff'
import { handoffs } from '@pactwork/treaty/handoffs'
import type { Outcome } from '@pactwork/treaty/outcome'
import express from 'express'
import { z } from 'zod'

import { startSimulator } from '../support/simulator.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

/** Short, so that a test waits for milliseconds where a partner would wait for seconds. */
export const quick = {
  requestMs: 1_200,
  askMs: 1_200,
  settleMs: 400,
  resendAttempts: 2,
  technicalAttempts: 3,
  backoff: { firstMs: 30, factor: 2, capMs: 200 },
  pendingAskMs: 600,
  answerWithinMs: 20_000,
  graceMs: 300,
}

/** A line of an order that something is asked for. */
export type Line = { tenantId: string; orderId: string; lineId: string }

/**
 * A treaty at work on the real PostgreSQL, against the real simulator, with the real scheduler and ingress. In a schema
 * of its own, or the schedulers of two test files would carry on each other's handoffs.
 */
export async function treatyBench(name: string) {
  const schema = `treaty_${name}`
  const { env } = await testStack()
  const keysDir = env.PACTWORK_KEYS_DIR ?? ''
  const simulator = await startSimulator('inventory', keysDir)

  const app = express()
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const ingressUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  Object.assign(process.env, {
    PACTWORK_INVENTORY_SYSTEM_URL: simulator.url,
    PACTWORK_INGRESS_URL: ingressUrl,
    PACTWORK_KEYS_DIR: keysDir,
  })

  const told: Outcome[] = []
  const impossible = new Set<string>()
  const treaty = { ...reservationTreaty, context: schema, name: 'bench-reservation', timing: quick }
  const kit = handoffs(treaty, {
    onOutcome: async (outcome) => {
      told.push(outcome)
      return impossible.has(outcome.orderId) ? 'IMPOSSIBLE' : 'APPLIED'
    },
  })
  const hold = command({
    name: 'hold',
    permission: null,
    machines: ['worker'],
    input: z.object({ orderId: z.string(), lineId: z.string(), attempt: z.int(), quantity: z.int() }),
    async handle({ orderId, lineId, attempt, quantity }, { uow }) {
      const { id, key, state } = await kit.request(uow, {
        aggregate: { type: 'Reservation', id: newId('rsv') },
        orderId,
        lineId,
        attempt,
        request: {
          orderId: idSchema('ord').parse(orderId),
          lineId: idSchema('oln').parse(lineId),
          offeringId: 'off_01h455vb4pex5vsknk084sn02q',
          quantity,
        },
      })
      return { __typename: 'Held', id, key, state }
    },
  })

  const { runtime, close } = await openRuntime(schema, env)
  kit.ingress(app, { ...runtime, execute: (one, input, call) => execute(runtime, one, input, call) })
  const scheduling = { runtime, dueWork: kit.dueWork }
  const schedulerOptions = {
    url: env.PACTWORK_SCHEDULER_DATABASE_URL ?? '',
    metrics: noMetrics,
    concurrency: 8,
  }
  const schedulers = [startScheduler(scheduling, schedulerOptions)]

  const correlation = () => ({ correlationId: newUuid(), causationId: newUuid() })
  const run = (
    one: Parameters<typeof execute>[1],
    input: object,
    tenantId: string,
    role: 'worker' | 'scheduler',
  ) =>
    execute(runtime, one, input, {
      actor: machineActor(role, tenantId),
      idempotencyKey: newUuid(),
      correlation: correlation(),
    })
  const handoff = (line: Line): Promise<Handoff | undefined> =>
    runtime.database.write(line, (uow) => kit.latest(uow, line))

  return {
    simulator,
    ingressUrl,
    treaty,
    kit,
    told,
    impossible,
    keysDir,
    handoff,
    run,
    newLine: (): Line => ({ tenantId: newId('ten'), orderId: newId('ord'), lineId: newId('oln') }),
    ask: (line: Line, { attempt = 1, quantity = 1 } = {}) =>
      run(hold, { orderId: line.orderId, lineId: line.lineId, attempt, quantity }, line.tenantId, 'worker'),
    /** Waits until the handoff is in a state, and answers it. */
    reaches: (line: Line, ...states: Handoff['state'][]): Promise<Handoff> =>
      until(`${line.orderId} is ${states.join(' or ')}`, async () => {
        const found = await handoff(line)
        if (found && states.includes(found.state)) return found
        throw new Error(`${found?.state} ${found?.lastErrorCode ?? ''} after ${found?.attemptCount} sends`)
      }),
    rows: <Row extends object>(line: Line, text: string): Promise<Row[]> =>
      runtime.database.read(line, (uow) => uow.sql<Row>(text)),
    /** What the context was told, each outcome once: it may be told again, always under the same key. */
    outcomesOf(line: Line) {
      const mine = told.filter(({ orderId }) => orderId === line.orderId)

      return [...new Map(mine.map(({ key, type }) => [key, type])).values()]
    },
    /** How often the system was called for an order's key, by request or by question. */
    async calls(line: Line, on: 'request' | 'ask'): Promise<number> {
      const entries = await simulator.journal(line.orderId)
      return entries.filter((entry) => entry.kind === 'CALLED' && entry.on === on).length
    },
    async effects(line: Line): Promise<string[]> {
      const entries = await simulator.journal(line.orderId)
      return entries.flatMap((entry) => (entry.kind === 'EFFECT' ? [entry.work.key] : []))
    },
    addScheduler: () => void schedulers.push(startScheduler(scheduling, schedulerOptions)),
    /** No scheduler at work while `during` runs: what a process that died leaves behind. */
    async withoutScheduler<Value>(during: () => Promise<Value>): Promise<Value> {
      await Promise.all(schedulers.splice(0).map((scheduler) => scheduler.stop()))
      try {
        return await during()
      } finally {
        schedulers.push(startScheduler(scheduling, schedulerOptions))
      }
    },
    async close() {
      await Promise.all(schedulers.map((scheduler) => scheduler.stop()))
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await simulator.stop()
      await close()
    },
  }
}

export type Bench = Awaited<ReturnType<typeof treatyBench>>

async function openRuntime(
  schema: string,
  env: Record<string, string>,
): Promise<{ runtime: ContextRuntime; close: () => Promise<void> }> {
  const databaseUrl = env.PACTWORK_DATABASE_URL ?? ''
  const passwords: Record<string, string> = JSON.parse(env.PACTWORK_DATABASE_PASSWORDS ?? '{}')
  await migrate({
    databaseUrl,
    contexts: [schema],
    passwords: { ...passwords, [`pactwork_${schema}`]: schema },
  })
  const url = new URL(databaseUrl)
  url.username = `pactwork_${schema}`
  url.password = schema

  const database: Database = openDatabase({ url: url.href, name: schema, max: 12, ambient, newUuid })
  const runtime = {
    name: schema,
    database,
    errors: errorsOf(schema),
    clock: systemClock,
    log: createLog(schema, process.env.PACTWORK_TEST_LOG ?? 'silent'),
    settings: { prefetch: async () => {}, businessDate: () => '2026-01-01' },
    // The bench asks no other context.
    portsFor: () => ({}),
    committed: () => wakeScheduler(schema),
  } as unknown as ContextRuntime

  return { runtime, close: () => database.close() }
}
