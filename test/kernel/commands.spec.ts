import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { command } from '@pactwork/kernel/command'
import { UnitOfWorkEnded, type UnitOfWork } from '@pactwork/kernel/database'
import { canonical } from '@pactwork/kernel/hash'
import { newId } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { openCounter, raiseCounter } from './probe/counter.ts'
import { probe, type Probe } from './probe/runtime.ts'

let kernel: Probe

beforeAll(async () => {
  kernel = await probe({ max: 20 })
})
afterAll(() => kernel.close())

const idOfCounter = (result: Record<string, unknown>): string => (result['counter'] as { id: string }).id

describe('a command', () => {
  test('GEN-22 AUD-03 leaves its effect, its facts, its audit entry and its answer in one transaction', async () => {
    const actor = kernel.actor()
    const opened = await kernel.run(openCounter, { name: 'a' }, actor, 'key')

    expect(opened).toMatchObject({ __typename: 'OpenCounterPayload', version: 1 })
    const [outbox] = await kernel.read<{ payload: object }>(actor, 'select payload from outbox_event')
    expect(outbox?.payload).toMatchObject({
      type: 'CounterOpened',
      aggregateId: idOfCounter(opened),
      aggregateVersion: 1,
      tenantId: actor.tenantId,
      source: 'probe',
      payload: { name: 'a' },
    })
    const audit = await kernel.read(actor, 'select operation, outcome, actor_id, subjects from audit_entry')
    expect(audit).toMatchObject([
      {
        operation: 'openCounter',
        outcome: 'ACCEPTED',
        actor_id: actor.id,
        subjects: [{ type: 'Counter', version: 1 }],
      },
    ])
  })

  test('DB-03 with a known key replays its first answer and does nothing again', async () => {
    const actor = kernel.actor()
    const counter = idOfCounter(await kernel.run(openCounter, { name: 'a' }, actor, 'open'))
    const first = await kernel.run(raiseCounter, { counterId: counter, by: 5 }, actor, 'raise')
    const again = await kernel.run(raiseCounter, { counterId: counter, by: 5 }, actor, 'raise')

    expect(again).toEqual(first)
    expect(await kernel.read(actor, 'select total from counter')).toEqual([{ total: 5 }])
  })

  test('CAP-37 DB-06 fifty twins have one effect and fifty equal answers', async () => {
    const actor = kernel.actor()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => kernel.run(openCounter, { name: 'twin' }, actor, 'the same key')),
    )

    expect(new Set(answers.map((answer) => canonical(answer))).size).toBe(1)
    expect(await kernel.read(actor, 'select id from counter')).toHaveLength(1)
    expect(await kernel.read(actor, 'select id from outbox_event')).toHaveLength(1)
    expect(await kernel.read(actor, 'select id from audit_entry')).toHaveLength(1)
  })

  test('DB-03 with a known key and another payload is refused with the documented code', async () => {
    const actor = kernel.actor()
    await kernel.run(openCounter, { name: 'a' }, actor, 'key')

    expect(await kernel.run(openCounter, { name: 'b' }, actor, 'key')).toMatchObject({
      __typename: 'CommandRejected',
      code: 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD',
    })
  })

  test('a key of another client, another operation or another tenant is another key', async () => {
    const actor = kernel.actor()
    const first = await kernel.run(openCounter, { name: 'a' }, actor, 'key')
    const client = await kernel.run(openCounter, { name: 'b' }, { ...actor, clientId: 'other' }, 'key')
    const tenant = await kernel.run(openCounter, { name: 'a' }, { ...actor, tenantId: newId('ten') }, 'key')

    expect(new Set([first, client, tenant].map(idOfCounter)).size).toBe(3)
  })

  test('a rejection is stored and audited, and leaves nothing else', async () => {
    const actor = kernel.actor()
    const counterId = idOfCounter(await kernel.run(openCounter, { name: 'a' }, actor, 'open'))
    const refused = await kernel.run(raiseCounter, { counterId, by: 101 }, actor, 'too much')
    const again = await kernel.run(raiseCounter, { counterId, by: 101 }, actor, 'too much')

    expect(refused).toMatchObject({ code: 'COUNTER_FULL', message: expect.stringContaining('stands at 0') })
    expect(again).toEqual(refused)
    expect(await kernel.read(actor, `select code from audit_entry where outcome = 'REJECTED'`)).toEqual([
      { code: 'COUNTER_FULL' },
    ])
    expect(await kernel.read(actor, 'select id from outbox_event')).toHaveLength(1)
  })

  test('ORD-14 a stale expected version is a rejection; without one the command sees what the winner left', async () => {
    const actor = kernel.actor()
    const counterId = idOfCounter(await kernel.run(openCounter, { name: 'a' }, actor, 'open'))
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        kernel.run(raiseCounter, { counterId, by: 1 }, actor, `raise ${index}`),
      ),
    )

    expect(await kernel.read(actor, 'select total, version from counter')).toEqual([
      { total: 10, version: 11 },
    ])
    expect(
      await kernel.run(raiseCounter, { counterId, by: 1, expectedVersion: 3 }, actor, 'stale'),
    ).toMatchObject({
      code: 'VERSION_MISMATCH',
    })
  })

  test('a lost race runs again and meets the winner (M2)', async () => {
    const actor = kernel.actor()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        kernel.run(openCounter, { name: 'one name' }, actor, `key ${index}`),
      ),
    )

    expect(answers.filter((answer) => answer.__typename === 'OpenCounterPayload')).toHaveLength(1)
    expect(answers.filter((answer) => answer['code'] === 'CONCURRENT_CHANGE')).toHaveLength(7)
    expect(await kernel.read(actor, 'select id from counter')).toHaveLength(1)
  })

  test('input of the wrong shape is answered field by field and stored nowhere', async () => {
    const actor = kernel.actor()

    expect(await kernel.run(openCounter, { name: '' }, actor, 'key')).toMatchObject({
      __typename: 'InvalidInput',
      violations: [{ path: 'name', severity: 'ERROR' }],
    })
    expect(await kernel.run(openCounter, { name: 'a' }, actor, '')).toMatchObject({
      code: 'IDEMPOTENCY_KEY_MISSING',
    })
    expect(await kernel.run(openCounter, { name: 'a' }, actor, 'key')).toMatchObject({ version: 1 })
  })

  test('SEC-07 a denial answers nothing, changes nothing and stands in the security log', async () => {
    const actor = kernel.actor({ permissions: new Set() })

    await expect(kernel.run(openCounter, { name: 'a' }, actor, 'key')).rejects.toMatchObject({
      name: 'Denied',
    })
    expect(await kernel.read(actor, 'select operation, actor_id from security_log')).toEqual([
      { operation: 'openCounter', actor_id: actor.id },
    ])
  })
})

describe('a unit of work', () => {
  test('refuses a handler that outlives its transaction (M7)', async () => {
    const actor = kernel.actor()
    let escaped: UnitOfWork | undefined
    const leak = command({
      name: 'leak',
      permission: 'probe:count',
      input: z.object({}),
      async handle(_, { uow }) {
        escaped = uow
        return { __typename: 'LeakPayload' }
      },
    })
    await kernel.run(leak, {}, actor, 'key')

    await expect(escaped?.sql('select 1')).rejects.toBeInstanceOf(UnitOfWorkEnded)
  })

  test('SEC-09 sees rows of its own tenant only, and writes none for another', async () => {
    const one = kernel.actor()
    const other = kernel.actor()
    await kernel.run(openCounter, { name: 'a' }, one, 'key')

    expect(await kernel.read(one, 'select id from counter')).toHaveLength(1)
    expect(await kernel.read(other, 'select id from counter')).toHaveLength(0)
    await expect(
      kernel.runtime.database.write(other, (uow) =>
        uow.sql(`insert into counter (tenant_id, id, version, name, total)
                 select gen_random_uuid(), gen_random_uuid(), 1, 'x', 0`),
      ),
    ).rejects.toThrow(/row-level security/)
  })

  test('EVT-07 the id of a fact exists once, whoever writes it in whatever tenant', async () => {
    const [one, other] = [kernel.actor(), kernel.actor()]
    await kernel.run(openCounter, { name: 'a' }, one, 'key')
    const [fact] = await kernel.read<{ id: string }>(one, 'select id from outbox_event')
    const again = kernel.runtime.database.write(other, (uow) =>
      uow.sql(
        `insert into outbox_event (tenant_id, id, aggregatetype, aggregateid, aggregate_version, type, topic, payload,
           trace, occurred_at) values ($1, $2, 'Counter', 'another', 1, 'CounterOpened', 'none', '{}', '{}', now())`,
        [uow.tenantId, fact?.id],
      ),
    )

    await expect(again).rejects.toThrow(/uq_outbox_event_id/)
  })

  test('AUD-02 an audit entry and a fact can be added and never changed', async () => {
    const actor = kernel.actor()
    await kernel.run(openCounter, { name: 'a' }, actor, 'key')

    for (const statement of [
      `update audit_entry set actor_id = 'someone else'`,
      'delete from audit_entry',
      `update outbox_event set type = 'Other'`,
      'delete from outbox_event',
    ])
      await expect(kernel.runtime.database.write(actor, (uow) => uow.sql(statement))).rejects.toThrow(
        /permission denied/,
      )
  })
})
