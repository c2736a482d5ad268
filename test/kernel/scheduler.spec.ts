import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import { dueWork, type DueWorkHandler } from '@pactwork/kernel/due-work'
import { noMetrics } from '@pactwork/kernel/events/metrics'
import { startScheduler } from '@pactwork/kernel/events/scheduler'
import { newUuid } from '@pactwork/kernel/uuid'
import pg from 'pg'
import { z } from 'zod'
import { until } from '../support/until.ts'
import { echo, type Echo } from './echo/runtime.ts'

let kernel: Echo

beforeAll(async () => {
  kernel = await echo()
})
afterAll(() => kernel.close())

const schedule = (handlers: DueWorkHandler[], leaseMilliseconds = 30_000) =>
  kernel.keep(
    startScheduler(
      { runtime: kernel.runtime, dueWork: handlers },
      { url: kernel.schedulerUrl, metrics: noMetrics, leaseMilliseconds, concurrency: 8 },
    ),
  )
const due = (actor: Actor, kind: string, count = 1, at = new Date()): Promise<void> =>
  kernel.runtime.database.write(actor, async (uow) => {
    for (let index = 0; index < count; index += 1)
      await uow.due({ kind, at, key: `${kind}/${index}`, payload: { index } })
  })
const left = (actor: Actor, kind: string) =>
  kernel.read<{ attempts: number; last_error: string | null }>(
    actor,
    'select attempts, last_error from due_work where kind = $1',
    [kind],
  )
const untilNoneLeft = (actor: Actor, kind: string) =>
  until(`no ${kind} is left`, async () => (await left(actor, kind)).length === 0)

describe('due work', () => {
  test('runs in its tenant when it is due, as a command of that tenant, and is over', async () => {
    const kind = `echo.note-${newUuid()}`
    const [one, other] = [kernel.actor(), kernel.actor()]
    schedule([
      dueWork({
        kind,
        payload: z.object({ index: z.int() }),
        async run({ key, tenantId, payload }, { read, execute }) {
          const [ledger] = await read((uow) => uow.sql<{ id: string }>('select id from ledger'))
          if (!ledger) throw new Error(`no ledger in ${tenantId}`)
          await execute(
            kernel.ledger.noteLines,
            { ledgerId: kernel.ledgerId(ledger.id), notes: [`due ${payload.index}`] },
            { key },
          )
        },
      }),
    ])
    for (const actor of [one, other]) {
      await kernel.run(kernel.ledger.openLedger, { owner: 'me' }, actor)
      await due(actor, kind, 2)
    }

    for (const actor of [one, other]) {
      await untilNoneLeft(actor, kind)
      expect(await kernel.read(actor, 'select lines from ledger')).toEqual([{ lines: 2 }])
    }
    expect(
      await kernel.read(one, `select distinct actor_id from audit_entry where operation = 'noteLines'`),
    ).toEqual([{ actor_id: 'scheduler' }])
  })

  test('two schedulers never run one piece of work at once, and leave none', async () => {
    const kind = `echo.exclusive-${newUuid()}`
    const actor = kernel.actor()
    const atWork = new Set<string>()
    const clashes: string[] = []
    const runs = new Map<string, number>()
    const handler = dueWork({
      kind,
      async run({ key }, { read }) {
        if (atWork.has(key)) clashes.push(key)
        atWork.add(key)
        runs.set(key, (runs.get(key) ?? 0) + 1)
        await read((uow) => uow.sql('select pg_sleep(0.02)'))
        atWork.delete(key)
      },
    })
    await due(actor, kind, 60)
    schedule([handler])
    schedule([handler])

    await untilNoneLeft(actor, kind)
    expect(clashes).toEqual([])
    expect([...runs.values()]).toEqual(Array.from({ length: 60 }, () => 1))
  })

  test('a handler that takes longer than a lease keeps its work', async () => {
    const kind = `echo.slow-${newUuid()}`
    const actor = kernel.actor()
    const gate = Promise.withResolvers<void>()
    let runs = 0
    const handler = dueWork({
      kind,
      async run() {
        runs += 1
        await gate.promise
      },
    })
    await due(actor, kind)
    schedule([handler], 2_400)
    schedule([handler], 2_400)
    const leases = new Set<string>()
    await until('the lease was extended three times', async () => {
      const [row] = await kernel.read<{ until: Date }>(
        actor,
        'select leased_until as until from due_work where kind = $1',
        [kind],
      )
      if (row?.until) leases.add(row.until.toISOString())
      return leases.size > 3
    })

    gate.resolve()
    await untilNoneLeft(actor, kind)
    expect(runs).toBe(1)
  })

  test('work of a scheduler that died is taken over when its lease is over', async () => {
    const kind = `echo.orphan-${newUuid()}`
    const actor = kernel.actor()
    await due(actor, kind)
    const dead = new pg.Client({ connectionString: kernel.schedulerUrl })
    await dead.connect()
    await dead.query(
      `update echo.due_work set leased_by = 'dead', leased_until = now() + interval '700 ms', attempts = 1 where kind = $1`,
      [kind],
    )
    await dead.end()
    const attempts: number[] = []
    schedule([dueWork({ kind, run: async ({ attempt }) => void attempts.push(attempt) })])

    await untilNoneLeft(actor, kind)
    expect(attempts).toEqual([2])
  })

  test('work that fails is tried again, never lost, and says why', async () => {
    const kind = `echo.failing-${newUuid()}`
    const actor = kernel.actor()
    let broken = true
    schedule([
      dueWork({
        kind,
        async run() {
          if (broken) throw new TypeError('not today')
        },
      }),
    ])
    await due(actor, kind)
    await until('it failed twice', async () => {
      const [row] = await left(actor, kind)
      return row && row.attempts >= 2 && row.last_error === 'TypeError: not today'
    })

    broken = false
    await untilNoneLeft(actor, kind)
  })

  test('work may move itself to another time', async () => {
    const kind = `echo.again-${newUuid()}`
    const actor = kernel.actor()
    const attempts: number[] = []
    schedule([
      dueWork({
        kind,
        async run({ attempt }, { reschedule, clock }) {
          attempts.push(attempt)
          if (attempts.length < 3) reschedule(new Date(clock.now().getTime() + 10))
        },
      }),
    ])
    await due(actor, kind)

    await untilNoneLeft(actor, kind)
    expect(attempts).toEqual([1, 1, 1])
  })

  test('stopping waits for what is at work and takes nothing new', async () => {
    const kind = `echo.draining-${newUuid()}`
    const actor = kernel.actor()
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let finished = false
    const scheduler = schedule([
      dueWork({
        kind,
        async run() {
          begun.resolve()
          await gate.promise
          finished = true
        },
      }),
    ])
    await due(actor, kind)
    await begun.promise
    const stopped = scheduler.stop().then(() => expect(finished).toBe(true))
    gate.resolve()
    await stopped

    expect(await left(actor, kind)).toEqual([])
  })

  test('the scheduler sees due work of every tenant and nothing else', async () => {
    const kind = `echo.seen-${newUuid()}`
    for (const actor of [kernel.actor(), kernel.actor()])
      await due(actor, kind, 1, new Date(Date.now() + 3_600_000))
    const client = new pg.Client({ connectionString: kernel.schedulerUrl })
    await client.connect()
    const { rows } = await client.query(
      'select count(distinct tenant_id)::int as tenants from echo.due_work where kind = $1',
      [kind],
    )
    expect(rows).toEqual([{ tenants: 2 }])
    for (const statement of [
      'select * from echo.outbox_event',
      'select * from echo.ledger',
      `update echo.due_work set payload = '{}'`,
    ])
      await expect(client.query(statement)).rejects.toThrow(/permission denied/)
    await client.query('delete from echo.due_work where kind = $1', [kind])
    await client.end()
  })
})
