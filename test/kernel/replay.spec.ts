import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import { consumer } from '@pactwork/kernel/consumer'
import { replayJournal } from '@pactwork/kernel/events/replay'
import { newUuid } from '@pactwork/kernel/uuid'
import { Kafka } from 'kafkajs'
import pg from 'pg'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { echo, type Echo } from './echo/runtime.ts'

let kernel: Echo

const leaveEffect = `insert into effect (tenant_id, id, consumer, ledger, note) values ($1, $2, $3, $4, $5)`

const consumersOf = ({ ledger: { events }, runtime }: Echo) => [
  consumer({
    name: 'replayed.apply-lines',
    events: [events.LineNoted],
    async apply({ aggregateId, payload }, { uow }) {
      await uow.sql(leaveEffect, [uow.tenantId, newUuid(), 'apply', aggregateId, payload.note])
    },
  }),
  consumer({
    name: 'replayed.tell-the-world',
    events: [events.LineNoted],
    outside: true,
    async run({ tenantId, aggregateId, payload }) {
      await runtime.database.write({ tenantId }, (uow) =>
        uow.sql(leaveEffect, [uow.tenantId, newUuid(), 'outside', aggregateId, payload.note]),
      )
    },
  }),
]

beforeAll(async () => {
  kernel = await echo('replayed')
}, 60_000)
afterAll(() => kernel.close())

const start = async (): Promise<void> => {
  kernel.startRelay()
  await kernel.startConsumers(consumersOf(kernel), [kernel.ledger.summary()])
}
const picture = async (actor: Actor) => ({
  summary: await kernel.read(actor, 'select ledger, lines, notes from ledger_summary order by ledger'),
  applied: await kernel.read(
    actor,
    `select ledger, note from effect where consumer = 'apply' order by ledger, note`,
  ),
  positions: await kernel.read(
    actor,
    'select consumer, aggregate_id, version, blocked from consumer_position order by consumer, aggregate_id',
  ),
  inbox: await kernel.read(
    actor,
    `select consumer, event_id, payload_hash from inbox where consumer = 'replayed.apply-lines' order by event_id`,
  ),
})
const outside = (actor: Actor) =>
  kernel.read<{ note: string }>(actor, `select note from effect where consumer = 'outside' order by id`)

async function writeSome(actor: Actor): Promise<void> {
  for (const name of ['a', 'b', 'c']) {
    const opened = await kernel.run(kernel.ledger.openLedger, { owner: 'me' }, actor)
    for (let index = 0; index < 5; index += 1)
      await kernel.run(
        kernel.ledger.noteLines,
        { ledgerId: opened['id'], notes: [`${name}${index}`], strike: index === 2 },
        actor,
      )
  }
}

/** Kafka's data, projections, inbox and positions: gone. The journal is what is left. */
async function loseEverything(): Promise<void> {
  const { env } = await testStack()
  const kafka = new Kafka({ brokers: (env['PACTWORK_KAFKA_BROKERS'] ?? '').split(','), logLevel: 0 })
  const admin = kafka.admin()
  await admin.connect()
  const { topic } = kernel.ledger.events.LineNoted
  await admin.deleteTopics({ topics: [topic] })
  await until('the topic is gone', async () => !(await admin.listTopics()).includes(topic))
  const { groups } = await admin.listGroups()
  await admin.deleteGroups(
    groups.map(({ groupId }) => groupId).filter((group) => group.startsWith('pactwork.replayed.')),
  )
  await admin.disconnect()

  const client = new pg.Client({ connectionString: kernel.superuser })
  await client.connect()
  await client.query('set search_path = replayed')
  const { rows } = await client.query<{ name: string }>(
    `select 'ledger_summary_g' || generation as name from projection_generation where status = 'LIVE'`,
  )
  await client.query(`truncate consumer_position, inbox, parked_event, ${rows.map((row) => row.name).join()}`)
  await client.query(`delete from effect where consumer = 'apply'`)
  await client.end()
}

describe('a replay of the journal', () => {
  test('EVT-05 EVT-09 with all of Kafka, projections and inbox lost, everything comes out equal to before', async () => {
    await start()
    const actor = kernel.actor()
    await writeSome(actor)
    await until('fifteen outside effects', async () => (await outside(actor)).length === 15)
    await until('everything is projected', async () => {
      const { summary, applied } = await picture(actor)
      return (
        applied.length === 15 &&
        summary.every((row) => 'lines' in row && row.lines === 5) &&
        summary.length === 3
      )
    })
    const before = await picture(actor)
    expect(before.positions).toHaveLength(9)
    expect(before.inbox).toHaveLength(15)
    await kernel.close()

    kernel = await echo('replayed')
    await loseEverything()
    const republished = await replayJournal({
      context: 'replayed',
      url: kernel.relayUrl,
      bus: kernel.bus,
      mode: 'rebuild',
    })
    expect(republished).toBeGreaterThanOrEqual(21)
    await start()

    const after = await until('everything is as it was', async () => {
      const now = await picture(actor)
      return JSON.stringify(now) === JSON.stringify(before) && now
    })
    expect(after.summary).toHaveLength(3)
    expect(await outside(actor)).toHaveLength(15)
  }, 120_000)

  test('EVT-20 after Kafka alone was lost, facts that a consumer never got have their effect, others none', async () => {
    const actor = kernel.actor()
    await writeSome(actor)
    await until('fifteen outside effects', async () => (await outside(actor)).length === 15)
    const never = kernel.actor()
    await kernel.close()

    kernel = await echo('replayed')
    await writeSome(never)
    const relay = kernel.startRelay()
    await until('all is published', async () => {
      const open = await kernel.read(never, 'select id from outbox_event where published_at is null')
      return open.length === 0
    })
    await relay.stop()
    const published = await replayJournal({
      context: 'replayed',
      url: kernel.relayUrl,
      bus: kernel.bus,
      mode: 'republish',
    })
    expect(published).toBeGreaterThanOrEqual(42)
    await start()

    await until(
      'fifteen outside effects of the facts nobody had',
      async () => (await outside(never)).length === 15,
    )
    expect(new Set((await outside(never)).map((row) => row.note)).size).toBe(15)
    expect(await outside(actor)).toHaveLength(15)
  }, 120_000)
})
