import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import { correlated } from '@pactwork/kernel/correlation'
import { trimFeed } from '@pactwork/kernel/events/feed-append'
import { openFeeds } from '@pactwork/kernel/events/feed-hub'
import { feed, type FeedArguments, type FeedGap, type FeedItem, type FeedRow } from '@pactwork/kernel/feed'
import { newUuid } from '@pactwork/kernel/uuid'
import { z } from 'zod'
import { until } from '../support/until.ts'
import { echo, type Echo } from './echo/runtime.ts'
import { take } from './take.ts'

type Milestone = { name: string; who?: string[] | undefined }
type Value = FeedItem<Milestone> | FeedGap

const milestones = feed({
  name: 'milestones',
  payload: z.object({ name: z.string(), who: z.array(z.string()).optional() }),
})
let kernel: Echo

beforeAll(async () => {
  kernel = await echo()
})
afterAll(() => kernel.close())

const row = (name: string, subject = 'ord_1', sourceEventId = newUuid()): FeedRow<Milestone> => ({
  sourceEventId,
  subject,
  customerId: subject === 'ord_1' ? 'cus_1' : 'cus_2',
  occurredAt: new Date(),
  payload: { name },
})
const append = (actor: Actor, ...rows: FeedRow<Milestone>[]): Promise<void> =>
  kernel.runtime.database.write(actor, async (uow) => milestones.append(uow, rows))

const subscribe = (actor: Actor, args: FeedArguments<Milestone> = {}) =>
  milestones.subscribe({ actor, feeds: kernel.runtime.feeds }, args)

const named = (values: readonly Value[]): string[] =>
  values.map((value) => (value.kind === 'gap' ? `(${value.reason})` : value.payload.name))
const first = async (actor: Actor, count: number, args: FeedArguments<Milestone>): Promise<Value[]> => {
  const subscription = subscribe(actor, args)
  const values = await take(subscription, count)
  await subscription.return?.()

  return values
}
const letters = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index + 1}`)

describe('a feed', () => {
  test('a late commit is lost by no subscriber: a later position waits for the earlier one', async () => {
    const actor = kernel.actor()
    await append(actor, row('first'))
    const subscription = subscribe(actor, { last: 1 })
    expect(named(await take(subscription, 1))).toEqual(['first'])

    const gate = Promise.withResolvers<void>()
    const positioned = Promise.withResolvers<void>()
    const late = kernel.runtime.database.write(actor, async (uow) => {
      milestones.append(uow, [row('late')])
      uow.beforeCommit(async () => {
        positioned.resolve()
        await gate.promise
      })
    })
    await positioned.promise
    const early = append(actor, row('early'))
    const both = take(subscription, 2)
    await until('the second writer waits for the first', async () => {
      const [waiting] = await kernel.runtime.database.read(actor, (uow) =>
        uow.sql<{ count: number }>(
          `select count(*) as count from pg_locks where not granted and locktype in ('transactionid', 'tuple')`,
        ),
      )
      return waiting !== undefined && waiting.count > 0
    })
    expect(await kernel.read(actor, 'select position from feed_item')).toHaveLength(1)

    gate.resolve()
    await Promise.all([late, early])
    expect(named(await both)).toEqual(['late', 'early'])
    await subscription.return?.()
  })

  test('cut at every position and resumed with its cursor, it delivers each item once and in order', async () => {
    const actor = kernel.actor()
    const all = letters(12)
    for (const name of all.slice(0, 6)) await append(actor, row(name))
    await append(actor, ...all.slice(6).map((name) => row(name)))

    const whole = await first(actor, 12, { last: 100 })
    expect(named(whole)).toEqual(all)
    for (let cut = 0; cut < 12; cut += 1) {
      const cursor = whole[cut]?.cursor ?? ''
      expect(named(await first(actor, 11 - cut, { after: cursor }))).toEqual(all.slice(cut + 1))
    }
  })

  test('cut and resumed while items are written, it delivers each once and in order', async () => {
    const actor = kernel.actor()
    await append(actor, row('m0'))
    const all = letters(120)
    const [start] = await first(actor, 1, { last: 1 })
    const writing = (async () => {
      for (let index = 0; index < 120; index += 3)
        await append(actor, ...all.slice(index, index + 3).map((name) => row(name)))
    })()

    const seen: Value[] = []
    let after = start?.cursor
    while (seen.length < 120) {
      const part = await first(actor, Math.min(7, 120 - seen.length), { after: after ?? null })
      seen.push(...part)
      after = part.at(-1)?.cursor
    }
    await writing
    expect(named(seen)).toEqual(all)
  })

  test('the same source event adds nothing, and leaves no hole', async () => {
    const actor = kernel.actor()
    const twice = row('once')
    await append(actor, twice)
    await append(actor, twice, row('next'))

    expect(await kernel.read(actor, 'select position from feed_item order by position')).toEqual([
      { position: 1 },
      { position: 2 },
    ])
  })

  test('a filter narrows backlog and live alike, and belongs to the cursor', async () => {
    const actor = kernel.actor()
    await append(actor, row('a1', 'ord_1'), row('b1', 'ord_2'), row('a2', 'ord_1'))
    const subscription = subscribe(actor, { last: 10, filter: { subject: 'ord_1' } })
    const backlog = await take(subscription, 2)
    const next = take(subscription, 1)
    await append(actor, row('b2', 'ord_2'), row('a3', 'ord_1'))

    expect(named([...backlog, ...(await next)])).toEqual(['a1', 'a2', 'a3'])
    await subscription.return?.()
    const after = backlog[0]?.cursor ?? ''
    expect(named(await first(actor, 2, { after, filter: { subject: 'ord_1' } }))).toEqual(['a2', 'a3'])
  })

  test('a cursor that cannot be served is answered by one gap with its reason, then by what comes', async () => {
    const actor = kernel.actor()
    await append(actor, row('a1', 'ord_1'), row('b1', 'ord_2'), row('a2', 'ord_1'))
    const filter = { subject: 'ord_1' }
    const [{ cursor: after } = { cursor: '' }] = await first(actor, 1, { last: 2, filter })
    const [{ cursor: foreign } = { cursor: '' }] = await (async () => {
      const stranger = kernel.actor()
      await append(stranger, row('theirs', 'ord_1'))
      return first(stranger, 1, { last: 1, filter })
    })()

    for (const [reason, args] of [
      ['OTHER_FILTER', { after }],
      ['OTHER_FILTER', { after, filter: { subject: 'ord_2' } }],
      ['OTHER_FILTER', { after, filter: { ...filter, payload: { name: ['next', 'then'] } } }],
      ['FORGED', { after: foreign, filter }],
      ['FORGED', { after: `${after}x`, filter }],
      ['FORGED', { after: `${after.slice(0, -2)}AA`, filter }],
      ['FORGED', { after: 'eyJ9.x', filter, last: 2 }],
    ] as const) {
      const subscription = subscribe(actor, args)
      const [gap] = await take(subscription, 1)
      expect(gap).toMatchObject({ kind: 'gap', reason })
      const next = take(subscription, 2)
      const subject = args.filter?.subject ?? 'ord_1'
      await append(actor, row('next', subject), row('then', subject))
      expect(named(await next)).toEqual(['next', 'then'])
      await subscription.return?.()
      const again = { ...args, after: gap?.cursor ?? '', last: null }
      expect(named(await first(actor, 2, again))).toEqual(['next', 'then'])
    }
  })

  test('a cursor that cannot be served is answered in a tenant that never had an item, too', async () => {
    const actor = kernel.actor()
    const subscription = subscribe(actor, { after: 'forged' })
    const [gap] = await take(subscription, 1)
    const next = take(subscription, 1)
    await append(actor, row('the very first'))

    expect(gap).toMatchObject({ kind: 'gap', reason: 'FORGED' })
    expect(named(await next)).toEqual(['the very first'])
    expect(named(await first(actor, 1, { after: gap?.cursor ?? '' }))).toEqual(['the very first'])
    await subscription.return?.()
  })

  test('a filter asks for words of the payload, backlog and live alike', async () => {
    const actor = kernel.actor()
    const filter = { payload: { name: ['a', 'c'] } }
    await append(actor, row('a'), row('b'), row('c'))
    const subscription = subscribe(actor, { last: 10, filter })
    const backlog = await take(subscription, 2)
    const next = take(subscription, 2)
    await append(actor, row('b'), row('c'), row('ca'), row('a'))

    expect(named([...backlog, ...(await next)])).toEqual(['a', 'c', 'c', 'a'])
    await subscription.return?.()
    expect(named(await first(actor, 1, { last: 10, filter: { payload: { name: 'b' } } }))).toEqual(['b'])
  })

  test('a filter asks for words of lists in the payload, backlog and live alike', async () => {
    const actor = kernel.actor()
    const about = (name: string, ...who: string[]) => ({ ...row(name), payload: { name, who } })
    const filter = { payload: { who: ['ann', 'bob'], name: null } }
    await append(actor, about('1', 'ann', 'eve'), about('2', 'eve'), row('3'), about('4', 'bob'))
    const subscription = subscribe(actor, { last: 10, filter })
    const backlog = await take(subscription, 2)
    const next = take(subscription, 1)
    await append(actor, about('5'), row('6'), about('7', 'eve', 'bob'))

    expect(named([...backlog, ...(await next)])).toEqual(['1', '4', '7'])
    await subscription.return?.()
  })

  test('each item says what caused it', async () => {
    const actor = kernel.actor()
    const caused = { correlationId: 'the cause', causationId: 'the cause' }
    await correlated(caused, () => append(actor, row('within'), { ...row('own'), correlationId: 'its own' }))

    expect(await first(actor, 2, { last: 2 })).toMatchObject([
      { correlationId: 'the cause' },
      { correlationId: 'its own' },
    ])
  })

  test('what an item may not be shown for is not delivered', async () => {
    const actor = kernel.actor()
    await append(actor, row('theirs', 'ord_2'), row('mine', 'ord_1'))
    const values = await first(actor, 1, { last: 10, visible: (item) => item.customerId === 'cus_1' })

    expect(named(values)).toEqual(['mine'])
  })

  test('items that are no longer kept are answered by a gap, then by what is', async () => {
    const actor = kernel.actor()
    await append(actor, ...letters(5).map((name) => row(name)))
    const whole = await first(actor, 5, { last: 5 })
    await kernel.runtime.database.write(actor, (uow) => trimFeed(uow, 'milestones', 3))

    const resumed = await first(actor, 3, { after: whole[0]?.cursor ?? '' })
    expect(named(resumed)).toEqual(['(TRIMMED)', 'm4', 'm5'])
    expect(named(await first(actor, 2, { after: resumed[0]?.cursor ?? '' }))).toEqual(['m4', 'm5'])
    expect(named(await first(actor, 2, { after: whole[2]?.cursor ?? '' }))).toEqual(['m4', 'm5'])
  })

  test('a feed that was begun anew says so to old cursors', async () => {
    const actor = kernel.actor()
    await append(actor, row('old'), row('older'))
    const [old] = await first(actor, 1, { last: 2 })
    await kernel.runtime.database.write(actor, async (uow) => {
      await uow.sql('delete from feed_item where tenant_id = $1', [uow.tenantId])
      await uow.sql('delete from feed_head where tenant_id = $1', [uow.tenantId])
    })
    await append(actor, row('new'))

    expect(named(await first(actor, 2, { after: old?.cursor ?? '' }))).toEqual(['(NEW_EPOCH)', 'new'])
  })

  test('a subscriber that is slower than the feed misses nothing', async () => {
    const actor = kernel.actor()
    await append(actor, row('m0'))
    const slow = subscribe(actor, { last: 1 })
    await take(slow, 1)
    const all = letters(700)
    for (let index = 0; index < all.length; index += 100)
      await append(actor, ...all.slice(index, index + 100).map((name) => row(name)))

    expect(named(await take(slow, 700))).toEqual(all)
    await slow.return?.()
  })

  test('a subscriber of another process is served from its own look at the feed', async () => {
    const actor = kernel.actor()
    const elsewhere = openFeeds(kernel.runtime.database, 'a key that only these tests have')
    await append(actor, row('a'))
    const subscription = milestones.subscribe({ actor, feeds: elsewhere }, { last: 1 })
    const [seen] = await take(subscription, 1)
    const next = take(subscription, 1)
    await append(actor, row('b'))

    expect(named(await next)).toEqual(['b'])
    expect(named(await first(actor, 1, { after: seen?.cursor ?? '' }))).toEqual(['b'])
    await subscription.return?.()
    await elsewhere.stop()
  })

  test('ending a subscription ends it at once, also when nothing comes', async () => {
    const actor = kernel.actor()
    const quiet = subscribe(actor, {})
    const next = quiet.next()
    await until(
      'the feed is looked at',
      async () => (await kernel.read(actor, 'select 1 as one')).length === 1,
    )
    await quiet.return?.()

    expect(await next).toEqual({ value: undefined, done: true })
  })

  test('a tenant sees nothing of another one', async () => {
    const [one, other] = [kernel.actor(), kernel.actor()]
    await append(one, row('theirs'))
    const subscription = subscribe(other, { last: 10 })
    const next = take(subscription, 1)
    await append(one, row('theirs too'))
    await append(other, row('own'))

    expect(named(await next)).toEqual(['own'])
    await subscription.return?.()
  })
})
