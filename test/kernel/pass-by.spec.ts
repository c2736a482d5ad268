import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Envelope } from '@pactwork/contracts/events/define'
import type { Actor } from '@pactwork/kernel/actor'
import { consumer } from '@pactwork/kernel/consumer'
import { openDatabase } from '@pactwork/kernel/database'
import type { Delivered } from '@pactwork/kernel/events/kafka-consumer'
import { noMetrics } from '@pactwork/kernel/events/metrics'
import { passing } from '@pactwork/kernel/events/pass-by'
import { blockPosition } from '@pactwork/kernel/events/position'
import { replayHeader } from '@pactwork/kernel/events/replay-mode'
import { takeEvent, type Handling } from '@pactwork/kernel/events/take-event'
import { newId } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'
import { freePorts } from '../stack/ports.ts'
import { ledgerFact } from './echo/ledger-fact.ts'
import { echo, type Echo } from './echo/runtime.ts'

let kernel: Echo
let transactions = 0

beforeAll(async () => {
  kernel = await echo()
})
afterAll(() => kernel.close())

type Fact = { actor: Actor; ledger: string; version: number; type?: 'LineNoted' | 'LineStruck' }

const envelopeOf = ({ actor, ledger, version, type = 'LineStruck' }: Fact): Envelope => {
  const payload = type === 'LineNoted' ? { note: `${ledger}/${version}` } : { reason: 'wrong' }

  return ledgerFact(actor, { type, ledger, version, payload })
}

/** Notes lines; what is struck it ignores. Each test has one of its own, and so positions of its own. */
function noting(database = kernel.runtime.database): { handling: Handling; noted: string[] } {
  const noted: string[] = []
  const handling = {
    consumer: consumer({
      name: `echo.note-${newUuid()}`,
      events: [kernel.ledger.events.LineNoted],
      apply: async ({ payload }) => void noted.push(payload.note),
    }),
    runtime: {
      ...kernel.runtime,
      database: {
        ...database,
        write: (...unit: Parameters<typeof database.write>) => {
          transactions += 1
          return database.write(...unit)
        },
      } as typeof database,
    },
    letters: { publish: () => Promise.reject(new Error('nothing is dead here')) },
    metrics: noMetrics,
  }

  return { handling, noted }
}

/** Takes a batch as a consumer does; answers what it was asked to handle, and in how many transactions. */
async function take(handling: Handling, facts: readonly Fact[], headers: Record<string, string> = {}) {
  const batch = facts.map((fact, index) => {
    const event = envelopeOf(fact)
    const { aggregateId: key } = event
    const record: Delivered = { topic: 'any', partition: 0, offset: `${index}`, key, value: '', headers }

    return { record, event }
  })
  transactions = 0
  const isPassed = passing(handling, batch)
  const outcomes: string[] = []
  for (const { record, event } of batch)
    outcomes.push((await isPassed(record)) ? 'PASSED' : (await takeEvent(handling, event)).outcome)

  return { outcomes, transactions }
}

const positions = async ({ consumer: { name } }: Handling, actor: Actor): Promise<Record<string, number>> => {
  const rows = await kernel.read<{ id: string; version: number }>(
    actor,
    'select aggregate_id as id, version from consumer_position where consumer = $1',
    [name],
  )

  return Object.fromEntries(rows.map(({ id, version }) => [id, version]))
}
const struck = (actor: Actor, ledger: string, ...versions: number[]): Fact[] =>
  versions.map((version) => ({ actor, ledger, version }))

describe('EVT-02 facts of which a consumer wants nothing', () => {
  test('are passed by in one transaction, of all aggregates and tenants of a batch', async () => {
    const [actor, other] = [kernel.actor(), kernel.actor()]
    const [one, two, three] = [newId('led'), newId('led'), newId('led')]
    const { handling } = noting()
    const first = await take(handling, [
      ...struck(actor, one, 1, 2),
      ...struck(actor, two, 1),
      ...struck(actor, one, 3),
    ])
    const then = await take(handling, [...struck(actor, two, 2, 3), ...struck(other, three, 1, 2)])

    expect(first).toEqual({ outcomes: ['PASSED', 'PASSED', 'PASSED', 'PASSED'], transactions: 1 })
    expect(then).toEqual({ outcomes: ['PASSED', 'PASSED', 'PASSED', 'PASSED'], transactions: 2 })
    expect(await positions(handling, actor)).toEqual({ [one]: 3, [two]: 3 })
    expect(await positions(handling, other)).toEqual({ [three]: 2 })
  })

  test('wait for the wanted ones of their aggregate, which come in order, and not for those of others', async () => {
    const actor = kernel.actor()
    const [one, two] = [newId('led'), newId('led')]
    const wanted = (ledger: string, version: number): Fact => ({ actor, ledger, version, type: 'LineNoted' })
    const { handling, noted } = noting()
    const { outcomes, transactions: all } = await take(handling, [
      ...struck(actor, one, 1),
      wanted(one, 2),
      ...struck(actor, two, 1, 2),
      ...struck(actor, one, 3),
      wanted(two, 3),
      ...struck(actor, one, 4),
      wanted(one, 5),
    ])

    expect(outcomes).toEqual([
      'PASSED',
      'HANDLED',
      'PASSED',
      'PASSED',
      'PASSED',
      'HANDLED',
      'PASSED',
      'HANDLED',
    ])
    // The first of one and both of two; the other two of one; three wanted.
    expect(all).toBe(5)
    expect(noted).toEqual([`${one}/2`, `${two}/3`, `${one}/5`])
    expect(await positions(handling, actor)).toEqual({ [one]: 5, [two]: 3 })
  })

  test('are taken by themselves where they are known, early, parked or released', async () => {
    const actor = kernel.actor()
    const [repeated, early, parked, released] = [newId('led'), newId('led'), newId('led'), newId('led')]
    const { handling } = noting()
    await take(handling, [
      ...struck(actor, repeated, 1, 2),
      ...struck(actor, early, 1),
      ...struck(actor, parked, 1),
    ])
    await kernel.runtime.database.write(actor, (uow) =>
      blockPosition(uow, {
        consumer: handling.consumer.name,
        aggregateId: parked,
        blocked: 'DEAD_LETTER',
        at: new Date(),
      }),
    )
    const { outcomes } = await take(handling, [
      ...struck(actor, repeated, 1, 2, 3),
      ...struck(actor, early, 3),
      ...struck(actor, parked, 2),
    ])
    expect(outcomes).toEqual(['REPEATED', 'REPEATED', 'IGNORED', 'EARLY', 'PARKED'])

    const again = await take(handling, struck(actor, released, 1), { [replayHeader]: 'release' })
    expect(again.outcomes).toEqual(['IGNORED'])
    expect(await positions(handling, actor)).toEqual({
      [repeated]: 3,
      [early]: 1,
      [parked]: 1,
      [released]: 1,
    })
  })

  test('are not passed by, and fail by themselves, while the database does not answer', async () => {
    const actor = kernel.actor()
    const away = openDatabase({
      url: `postgresql://nobody@127.0.0.1:${(await freePorts()).postgres}/none`,
      name: 'away',
    })
    const { handling } = noting(away)

    await expect(take(handling, struck(actor, newId('led'), 1))).rejects.toThrow(/ECONNREFUSED/)
    await away.close()
  })
})
