import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import { consumer } from '@pactwork/kernel/consumer'
import { deadLetters } from '@pactwork/kernel/events/parked'
import { Outage } from '@pactwork/kernel/events/outage'
import { releaseAggregate } from '@pactwork/kernel/events/release'
import { skipDeadLetter } from '@pactwork/kernel/events/skip-dead-letter'
import { execute } from '@pactwork/kernel/execute'
import { machineActor } from '@pactwork/kernel/actor'
import { takeEvent } from '@pactwork/kernel/events/take-event'
import { noMetrics } from '@pactwork/kernel/events/metrics'
import { newId } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'
import type { Envelope } from '@pactwork/contracts/events/define'
import { meanwhile } from '../support/meanwhile.ts'
import { until } from '../support/until.ts'
import { ledgerFact } from './echo/ledger-fact.ts'
import { echo, type Echo } from './echo/runtime.ts'

let kernel: Echo
/** What the handlers below do at the moment, by note. */
const broken = new Set<string>()
const tries = new Map<string, number>()
/** Whose other side is away, and how often it was called: by a consumer that holds up no other. */
const away = new Set<string>()
const calls = new Map<string, number>()

const leaveEffect = `insert into effect (tenant_id, id, consumer, ledger, note) values ($1, $2, $3, $4, $5)`

beforeAll(async () => {
  kernel = await echo()
  const { events } = kernel.ledger
  const fail = (note: string): void => {
    tries.set(note, (tries.get(note) ?? 0) + 1)
    if (!broken.has(note)) return
    throw new TypeError('cannot read what is not there')
  }

  const applying = consumer({
    name: 'echo.apply-lines',
    events: [events.LineNoted],
    async apply({ aggregateId, payload: { note } }, { uow }) {
      await uow.sql(leaveEffect, [uow.tenantId, newUuid(), 'apply', aggregateId, note])
      fail(note)
    },
  })
  const calling = consumer({
    name: 'echo.call-lines',
    events: [events.LineNoted],
    async apply({ aggregateId, payload: { note } }, { uow }) {
      calls.set(note, (calls.get(note) ?? 0) + 1)
      if (away.has(note)) throw new Outage('the other side is away')
      await uow.sql(leaveEffect, [uow.tenantId, newUuid(), 'call', aggregateId, note])
    },
  })
  const running = consumer({
    name: 'echo.run-lines',
    events: [events.LineNoted],
    async run({ tenantId, aggregateId, payload: { note } }, { park }) {
      if (note.startsWith('refused')) park('nobody takes this')
      await kernel.runtime.database.write({ tenantId }, (uow) =>
        uow.sql(leaveEffect, [uow.tenantId, newUuid(), 'run', aggregateId, note]),
      )
    },
  })
  kernel.startRelay()
  await kernel.startConsumers([applying, calling, running])
})
afterAll(() => kernel.close())

async function open(actor: Actor): Promise<string> {
  const opened = await kernel.run(kernel.ledger.openLedger, { owner: 'me' }, actor)

  return String(opened['id'])
}
const note = (actor: Actor, ledgerId: string, ...notes: string[]) =>
  kernel.run(kernel.ledger.noteLines, { ledgerId, notes, strike: true }, actor)

const effects = async (actor: Actor, by: 'apply' | 'call' | 'run'): Promise<string[]> => {
  const rows = await kernel.read<{ note: string }>(
    actor,
    'select note from effect where tenant_id = $1 and consumer = $2 order by id',
    [kernel.uuidOfTenant(actor), by],
  )

  return rows.map((row) => row.note)
}
const untilEffects = (actor: Actor, by: 'apply' | 'call' | 'run', expected: string[]) =>
  until(`${by} effects ${expected.join()}`, async () => {
    const seen = await effects(actor, by)
    return seen.join() === expected.join() && seen
  })

const journal = (actor: Actor) =>
  kernel.read<{ envelope: Envelope }>(actor, 'select payload as envelope from outbox_event order by seq')

const publish = async (envelopes: readonly Envelope[]): Promise<void> => {
  const producer = kernel.bus.producer()
  await producer.send(
    envelopes.map((envelope) => ({
      topic: kernel.ledger.events.LineNoted.topic,
      key: envelope.aggregateId,
      value: JSON.stringify(envelope),
      headers: {},
    })),
  )
  await producer.stop()
}

const fact = (actor: Actor, ledger: string, version: number, text: string): Envelope =>
  ledgerFact(actor, {
    type: 'LineNoted',
    source: 'elsewhere',
    ledger,
    version,
    payload: { note: text, unknownField: true },
  })

describe('a consumer', () => {
  test('EVT-01 EVT-02 acts on facts that were committed, in the order of their aggregate', async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    for (const text of ['a', 'b', 'c']) await note(actor, ledger, text)

    await untilEffects(actor, 'apply', ['a', 'b', 'c'])
    await untilEffects(actor, 'run', ['a', 'b', 'c'])
  })

  test('EVT-03 EVT-05 has its effect once, however often a fact is delivered', async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    await note(actor, ledger, 'once')
    await untilEffects(actor, 'run', ['once'])

    const envelopes = (await journal(actor)).map((row) => row.envelope)
    await publish([...envelopes, ...envelopes.toReversed()])
    await note(actor, ledger, 'then')

    await untilEffects(actor, 'run', ['once', 'then'])
    await untilEffects(actor, 'apply', ['once', 'then'])
    const inbox = await kernel.read(
      actor,
      `select event_type, source, schema_version, aggregate_id, status, error_code, retry_count,
         payload_hash like 'sha256:%' as hashed, received_at is not null as received
       from inbox where consumer = 'echo.run-lines' order by aggregate_version limit 1`,
    )
    expect(inbox).toEqual([
      {
        event_type: 'LineNoted',
        source: 'echo',
        schema_version: 1,
        aggregate_id: ledger,
        status: 'PROCESSED',
        error_code: null,
        retry_count: 0,
        hashed: true,
        received: true,
      },
    ])
  })

  test('a consumer that has lost its partition moves no position and has no effect', async () => {
    const actor = kernel.actor()
    const ledger = newId('led')
    const event = fact(actor, ledger, 1, 'contended')
    const contended = consumer({
      name: 'echo.contended',
      events: [kernel.ledger.events.LineNoted],
      async apply({ aggregateId, payload }, { uow }) {
        await uow.sql(leaveEffect, [uow.tenantId, newUuid(), 'contended', aggregateId, payload.note])
      },
    })
    const handling = {
      consumer: contended,
      runtime: kernel.runtime,
      letters: { publish: () => Promise.reject(new Error('nothing is dead here')) },
      metrics: noMetrics,
    }
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => takeEvent(handling, event)))

    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      'HANDLED',
      ...Array.from({ length: 9 }, () => 'REPEATED'),
    ])
    expect(await kernel.read(actor, `select note from effect where consumer = 'contended'`)).toHaveLength(1)
  })

  test('EVT-21 takes facts that come out of order in order, and waits for one that is missing', async () => {
    const actor = kernel.actor()
    const ledger = newId('led')
    const next = (version: number, text: string) => fact(actor, ledger, version, text)
    await publish([next(1, 'one'), next(4, 'four'), next(3, 'three')])
    await untilEffects(actor, 'apply', ['one'])
    await until('the gap is known', async () => {
      const parked = await kernel.read(
        actor,
        `select 1 from parked_event where consumer = 'echo.apply-lines'`,
      )
      return parked.length === 2
    })

    await publish([next(2, 'two')])
    await untilEffects(actor, 'apply', ['one', 'two', 'three', 'four'])
    await publish([next(5, 'five')])
    await untilEffects(actor, 'apply', ['one', 'two', 'three', 'four', 'five'])
    expect(
      await kernel.read(actor, `select 1 from parked_event where consumer = 'echo.apply-lines'`),
    ).toEqual([])
  })

  test('a poison event parks its aggregate and nothing else, until it is released', async () => {
    const actor = kernel.actor()
    const [sick, well] = [await open(actor), await open(actor)]
    const poison = `poison ${newUuid()}`
    broken.add(poison)
    await note(actor, sick, poison)
    await note(actor, sick, 'behind')
    await note(actor, well, 'fine')

    await untilEffects(actor, 'apply', ['fine'])
    const letter = await until('the dead letter', async () => {
      const [dead] = await kernel.runtime.database.read(actor, (uow) => deadLetters(uow))
      return dead
    })
    expect(letter).toMatchObject({
      consumer: 'echo.apply-lines',
      aggregateId: sick,
      reason: 'HANDLER_FAILED',
    })
    expect(tries.get(poison)).toBe(5)
    await note(actor, well, 'still fine')
    await untilEffects(actor, 'apply', ['fine', 'still fine'])

    broken.delete(poison)
    await releaseAggregate(kernel.bus, kernel.ledger.events.LineNoted.topic, letter.envelope)
    await untilEffects(actor, 'apply', ['fine', 'still fine', poison, 'behind'])
    await note(actor, sick, 'flows again')
    await untilEffects(actor, 'apply', ['fine', 'still fine', poison, 'behind', 'flows again'])
  }, 60_000)

  test('a dead letter may be given up by an operator, with a reason that is audited', async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    await note(actor, ledger, 'refused')
    await note(actor, ledger, 'next')
    const letter = await until('the dead letter', async () => {
      const [dead] = await kernel.runtime.database.read(actor, (uow) => deadLetters(uow))
      return dead
    })
    expect(letter).toMatchObject({ reason: 'REFUSED_BY_CONSUMER', detail: 'nobody takes this' })

    const skipped = await execute(
      kernel.runtime,
      skipDeadLetter,
      {
        consumer: letter.consumer,
        aggregateId: ledger,
        eventId: letter.envelope.eventId,
        reason: 'taken over by hand, see ticket 17',
      },
      {
        actor: machineActor('operator', actor.tenantId, 'somebody'),
        idempotencyKey: newUuid(),
        correlation: { correlationId: newUuid(), causationId: newUuid() },
      },
    )
    expect(skipped.__typename).toBe('SkipDeadLetterPayload')
    await releaseAggregate(kernel.bus, kernel.ledger.events.LineNoted.topic, letter.envelope)

    await untilEffects(actor, 'run', ['next'])
    expect(
      await kernel.read(
        actor,
        `select reason, on_behalf_of from audit_entry where operation = 'skipDeadLetter'`,
      ),
    ).toEqual([{ reason: 'taken over by hand, see ticket 17', on_behalf_of: 'somebody' }])
    expect(
      await kernel.read(actor, `select status from inbox where event_id = $1 and consumer = $2`, [
        letter.envelope.eventId,
        letter.consumer,
      ]),
    ).toEqual([{ status: 'SKIPPED' }])
  })

  test('a payload that breaks its contract is a dead letter at once', async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    const [opened] = await journal(actor)
    if (!opened) throw new Error('nothing was recorded')
    await publish([
      {
        ...opened.envelope,
        eventId: newUuid(),
        type: 'LineNoted',
        aggregateVersion: 2,
        payload: { note: 7 },
      },
    ])

    const letters = await until('a dead letter of each consumer', async () => {
      const dead = await kernel.runtime.database.read(actor, (uow) => deadLetters(uow))
      return dead.length === 3 && dead
    })
    expect(letters).toMatchObject([
      { aggregateId: ledger, reason: 'PAYLOAD_INVALID', detail: expect.stringContaining('note') },
      { aggregateId: ledger, reason: 'PAYLOAD_INVALID' },
      { aggregateId: ledger, reason: 'PAYLOAD_INVALID' },
    ])
  })
})

test(
  'a consumer EVT-08 an outage is tried for as long as it lasts and is never a dead letter',
  meanwhile(async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    const outage = `outage ${newUuid()}`
    away.add(outage)
    await note(actor, ledger, outage)
    await note(actor, ledger, 'after')
    await until('more tries than a poison event gets', async () => (calls.get(outage) ?? 0) > 5)
    expect(await kernel.runtime.database.read(actor, (uow) => deadLetters(uow))).toEqual([])

    away.delete(outage)
    await untilEffects(actor, 'call', [outage, 'after'])
  }),
)
