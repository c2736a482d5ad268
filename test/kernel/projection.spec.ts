import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import { rebuildProjection } from '@pactwork/kernel/events/projection-rebuild'
import { generationsOf } from '@pactwork/kernel/events/projection-generations'
import { asOf } from '@pactwork/kernel/projection'
import { until } from '../support/until.ts'
import { echo, type Echo } from './echo/runtime.ts'

let kernel: Echo

beforeAll(async () => {
  kernel = await echo()
  kernel.startRelay()
  // The stack may have stayed up since a run that raised it.
  const known = await generationsOf(kernel.runtime.database).list('ledger_summary')
  const live = known.find(({ status }) => status === 'LIVE')
  await kernel.startConsumers([], [kernel.ledger.summary(live?.version)])
}, 60_000)
afterAll(() => kernel.close())

const summary = (actor: Actor) =>
  kernel.read<{ ledger: string; lines: number; notes: string }>(
    actor,
    'select ledger, lines, notes from ledger_summary order by ledger',
  )
const open = async (actor: Actor): Promise<string> =>
  String((await kernel.run(kernel.ledger.openLedger, { owner: 'me' }, actor))['id'])
const note = (actor: Actor, ledgerId: string, ...notes: string[]) =>
  kernel.run(kernel.ledger.noteLines, { ledgerId, notes, strike: true }, actor)
const untilSummary = (actor: Actor, ...rows: { ledger: string; lines: number; notes: string }[]) =>
  until(`${rows.length} rows, ${rows[0]?.notes}`, async () => {
    const seen = await summary(actor)
    return JSON.stringify(seen) === JSON.stringify(rows) && seen
  })
const rebuild = () =>
  rebuildProjection({
    database: kernel.runtime.database,
    projection: 'ledger_summary',
    clock: kernel.runtime.clock,
  })

describe('a projection', () => {
  test('EVT-19 ORD-23 shows what the facts say, per tenant, and up to when', async () => {
    const [one, other] = [kernel.actor(), kernel.actor()]
    const before = new Date()
    const ledger = await open(one)
    await note(one, ledger, 'a', 'b')
    const theirs = await open(other)

    await untilSummary(one, { ledger, lines: 2, notes: 'ab' })
    await untilSummary(other, { ledger: theirs, lines: 0, notes: '' })
    await until('the projection says that it is complete up to after that', async () => {
      const complete = await kernel.runtime.database.read(one, (uow) => asOf(uow, 'ledger_summary'))
      return complete !== null && complete > before
    })
  })

  test('EVT-09 is rebuilt from offset zero beside the live one, which is read until the swap', async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    await note(actor, ledger, 'a', 'b', 'c')
    await untilSummary(actor, { ledger, lines: 3, notes: 'abc' })

    const seen: string[] = []
    let rebuilt = false
    const reading = (async () => {
      while (!rebuilt) seen.push((await summary(actor)).map((row) => row.notes).join())
    })()
    const generation = await rebuild()
    rebuilt = true
    await reading

    expect(new Set(seen)).toEqual(new Set(['abc']))
    expect(await summary(actor)).toEqual([{ ledger, lines: 3, notes: 'abc' }])
    const all = await generationsOf(kernel.runtime.database).list('ledger_summary')
    expect(all.filter(({ status }) => status === 'LIVE')).toMatchObject([{ generation }])
    expect(all.filter(({ status }) => status === 'BUILDING')).toEqual([])
  }, 60_000)

  test('facts that come while it is rebuilt are in it once', async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    const expected = Array.from({ length: 40 }, (_, index) => String.fromCharCode(97 + (index % 26)))
    const writing = (async () => {
      for (const text of expected) await note(actor, ledger, text)
    })()
    await rebuild()
    await writing

    await untilSummary(actor, { ledger, lines: 40, notes: expected.join('') })
  }, 60_000)

  test('a raised version builds its rows anew by itself', async () => {
    const actor = kernel.actor()
    const ledger = await open(actor)
    await note(actor, ledger, 'x')
    await untilSummary(actor, { ledger, lines: 1, notes: 'x' })
    const known = await generationsOf(kernel.runtime.database).list('ledger_summary')
    const version = Math.max(...known.map((one) => one.version)) + 1
    await kernel.startConsumers([], [kernel.ledger.summary(version)])

    await until('the new version is live', async () => {
      const all = await generationsOf(kernel.runtime.database).list('ledger_summary')
      return all.some((one) => one.status === 'LIVE' && one.version === version)
    })
    expect(await summary(actor)).toEqual([{ ledger, lines: 1, notes: 'x' }])
  }, 60_000)
})
