import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import type { EventBus } from '@pactwork/kernel/events/kafka'
import { record, openJournal } from '@pactwork/kernel/journal'
import { newId } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'
import pg from 'pg'
import { until } from '../support/until.ts'
import { echo, type Echo } from './echo/runtime.ts'

let kernel: Echo
const arrived: { aggregateId: string; version: number }[] = []

beforeAll(async () => {
  kernel = await echo()
  const { topic } = kernel.ledger.events.LineNoted
  await kernel.bus.ensureTopics([topic])
  const listener = kernel.keep(
    kernel.bus.consume({
      group: `tests.${newUuid()}`,
      topics: [topic],
      async handle({ value }) {
        const { aggregateId, aggregateVersion } = JSON.parse(value)
        arrived.push({ aggregateId, version: aggregateVersion })
      },
      retryIn: () => 100,
      onRetry: () => {},
    }),
  )
  await listener.joined
})
afterAll(() => kernel.close())

const versionsOf = (ledger: string): number[] =>
  arrived.filter(({ aggregateId }) => aggregateId === ledger).map(({ version }) => version)
const untilArrived = (ledger: string, ...versions: number[]) =>
  until(`versions ${versions.join()} of ${ledger}`, async () => versionsOf(ledger).join() === versions.join())

const open = async (actor: Actor): Promise<string> =>
  String((await kernel.run(kernel.ledger.openLedger, { owner: 'me' }, actor))['id'])

/** Writes one fact into the outbox; the returned functions decide when its transaction ends. */
async function heldFact(actor: Actor): Promise<{ ledger: string; commit(): Promise<void> }> {
  const ledger = newId('led')
  const gate = Promise.withResolvers<void>()
  const written = Promise.withResolvers<void>()
  const done = kernel.runtime.database.write(actor, async (uow) => {
    openJournal(uow, {
      source: 'echo',
      actor,
      correlation: { correlationId: newUuid(), causationId: newUuid() },
      now: new Date(),
    })
    record(uow, { type: 'Ledger', id: ledger, version: 0 }, [
      { definition: kernel.ledger.events.LedgerOpened, payload: { owner: 'late' } },
    ])
    uow.beforeCommit(async () => {
      written.resolve()
      await gate.promise
    })
  })
  await written.promise

  return {
    ledger,
    async commit() {
      gate.resolve()
      await done
    },
  }
}

describe('the relay', () => {
  test('EVT-02 loses no fact that was written earlier and committed later', async () => {
    kernel.startRelay()
    const actor = kernel.actor()
    const late = await heldFact(actor)
    const early = await open(actor)
    await untilArrived(early, 1)
    expect(versionsOf(late.ledger)).toEqual([])

    await late.commit()
    await untilArrived(late.ledger, 1)
    const rows = await kernel.read<{ aggregateid: string }>(
      actor,
      'select aggregateid from outbox_event order by seq',
    )
    expect(rows.map((row) => row.aggregateid)).toEqual([late.ledger, early])
  })

  test('EVT-04 publishes the facts of an aggregate in the order of their versions, each once', async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        kernel.run(kernel.ledger.noteLines, { ledgerId: ledger, notes: [`a${index}`, `b${index}`] }, actor),
      ),
    )
    expect(new Set(answers.map((answer) => answer.__typename))).toEqual(new Set(['NoteLinesPayload']))
    await untilArrived(ledger, ...Array.from({ length: 41 }, (_, index) => index + 1))
  })

  test('one of two relays is at work; the other takes over when it ends', async () => {
    const [first, second] = [kernel.startRelay(), kernel.startRelay()]
    const actor = kernel.actor()
    const ledger = await open(actor)
    await untilArrived(ledger, 1)
    await first.stop()
    await kernel.run(kernel.ledger.noteLines, { ledgerId: ledger, notes: ['a'] }, actor)
    await untilArrived(ledger, 1, 2)
    await second.stop()
  })

  test('sees outbox rows and nothing else, and may only mark them published', async () => {
    const client = new pg.Client({ connectionString: kernel.relayUrl })
    await client.connect()
    await open(kernel.actor())
    const { rows } = await client.query<{ tenants: number }>(
      'select count(distinct tenant_id)::int as tenants from echo.outbox_event',
    )
    expect(rows[0]?.tenants).toBeGreaterThan(1)
    for (const statement of [
      'select * from echo.ledger',
      'select * from echo.inbox',
      'select * from echo.audit_entry',
      `update echo.outbox_event set payload = '{}'`,
      'delete from echo.outbox_event',
    ])
      await expect(client.query(statement)).rejects.toThrow(/permission denied/)
    await client.end()
  })
})

describe('a relay without its brokers', () => {
  test('EVT-20 keeps every fact and publishes them in order when they are back', async () => {
    const own = await echo('replayed')
    try {
      let reachable = false
      const flaky: EventBus = {
        ...own.bus,
        producer() {
          const real = own.bus.producer()
          return {
            ...real,
            send: (records) =>
              reachable ? real.send(records) : Promise.reject(new Error('no broker answers')),
          }
        },
      }
      own.startRelay(flaky)
      const actor = own.actor()
      const opened = await own.run(own.ledger.openLedger, { owner: 'me' }, actor)
      const notes = await own.run(own.ledger.noteLines, { ledgerId: opened['id'], notes: ['a', 'b'] }, actor)
      expect(notes.__typename).toBe('NoteLinesPayload')
      expect(await own.read(actor, 'select id from outbox_event where published_at is not null')).toEqual([])

      reachable = true
      await until('all published', async () => {
        const left = await own.read(actor, 'select id from outbox_event where published_at is null')
        return left.length === 0
      })
    } finally {
      await own.close()
    }
  })
})
