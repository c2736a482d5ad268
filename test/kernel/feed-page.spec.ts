import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import { trimFeed } from '@pactwork/kernel/events/feed-append'
import { tagsOf } from '@pactwork/kernel/events/feed-item'
import {
  feed,
  type FeedGap,
  type FeedItem,
  type FeedPage,
  type FeedRow,
  type Narrowing,
} from '@pactwork/kernel/feed'
import { newUuid } from '@pactwork/kernel/uuid'
import fc from 'fast-check'
import { z } from 'zod'
import { echo, type Echo } from './echo/runtime.ts'

type Note = { name?: string; [word: string]: unknown }
type Args = Parameters<typeof notes.page>[1]

const notes = feed<Note>({ name: 'notes', payload: z.looseObject({ name: z.string().optional() }) })
let kernel: Echo

beforeAll(async () => {
  kernel = await echo()
})
afterAll(() => kernel.close())

const row = (payload: Note, columns: Partial<FeedRow> = {}): FeedRow<Note> => ({
  subject: 'ord_1',
  ...columns,
  sourceEventId: newUuid(),
  occurredAt: new Date(),
  payload,
})
const append = (actor: Actor, ...rows: FeedRow<Note>[]): Promise<void> =>
  kernel.runtime.database.write(actor, async (uow) => notes.append(uow, rows))
const named = (names: readonly string[], columns: Partial<FeedRow> = {}) =>
  names.map((name) => row({ name }, columns))
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `n${from + index}`)

const page = (actor: Actor, args: Args = {}) => notes.page({ actor, feeds: kernel.runtime.feeds }, args)
/** Page by page, as long as there is more to read already. */
async function pages(actor: Actor, args: Args): Promise<FeedPage<Note>[]> {
  const read = [await page(actor, args)]
  for (let at = read[0]; at?.more; at = read.at(-1))
    read.push(await page(actor, { ...args, after: at.cursor }))

  return read
}
const told = (values: readonly (FeedItem<Note> | FeedGap)[]) =>
  values.map((value) => (value.kind === 'gap' ? `(${value.reason})` : value.payload.name))
const joined = (read: readonly FeedPage<Note>[]) => told(read.flatMap(({ values }) => values))
const placed = { position: expect.any(Number), epoch: expect.any(String) }

describe('a page of a feed', () => {
  test('begins now: it brings nothing but its place, and the next one what came behind it', async () => {
    const actor = kernel.actor()
    const never = await page(actor)
    expect(never).toMatchObject({ values: [], more: false, place: { epoch: undefined, position: 0 } })
    await append(actor, ...named(['first', 'second']))
    const now = await page(actor)
    expect(now).toMatchObject({ values: [], more: false, place: { ...placed, position: 2 } })
    await append(actor, ...named(['third']))

    expect(told((await page(actor, { after: never.cursor })).values)).toEqual(['first', 'second', 'third'])
    const third = await page(actor, { after: now.cursor })
    expect(third).toMatchObject({ more: false, place: { epoch: now.place.epoch, position: 3 } })
    expect(told(third.values)).toEqual(['third'])
    expect(await page(actor, { after: third.cursor })).toEqual({ ...third, values: [] })
  })

  test('begins with the last items before now, a hundred at most, and goes on behind them', async () => {
    const actor = kernel.actor()
    await append(actor, ...named(numbers(1, 120), { queue: 'all' }), ...named(['other'], { queue: 'few' }))

    const two = await page(actor, { last: 2 })
    expect(told(two.values)).toEqual(['n120', 'other'])
    expect(two).toMatchObject({ more: false, place: { position: 121 } })
    const most = await page(actor, { last: 1_000, filter: { queue: 'all' } })
    expect(told(most.values)).toEqual(numbers(21, 120))
    expect(most).toMatchObject({ more: false, place: { position: 121 } })
    const after = most.cursor
    expect((await page(actor, { after, last: 5, filter: { queue: 'all' } })).values).toEqual([])
  })

  test('goes on behind each of its items', async () => {
    const actor = kernel.actor()
    await append(actor, ...named(numbers(1, 6)))
    const whole = await page(actor, { last: 6 })

    for (const [index, { cursor: after, place }] of whole.values.entries()) {
      const rest = await page(actor, { after })
      expect(place).toEqual({ epoch: whole.place.epoch, position: index + 1 })
      expect(told(rest.values)).toEqual(numbers(index + 2, 6))
      expect(rest).toMatchObject({ cursor: whole.cursor, place: whole.place })
    }
  })

  test('holds a hundred; joined they are the whole, whatever of it is hidden or not asked for', async () => {
    const actor = kernel.actor()
    const { cursor: after } = await page(actor)
    const narrow = { subject: 'ord_1' }
    const { cursor: narrowly } = await page(actor, { filter: narrow })
    const all = numbers(1, 200)
    for (const name of [all.slice(0, 90), all.slice(90)])
      await append(actor, ...named(name), ...named(['aside'], { subject: 'ord_2' }))
    const hides = [
      () => false,
      () => true,
      (position: number) => position % 2 === 0,
      (position: number) => position <= 150,
      (position: number) => position > 99 && position <= 200,
    ]

    for (const isHidden of hides) {
      const visible = ({ position }: FeedItem<Note>) => Promise.resolve(!isHidden(position))
      const shown = [...numbers(1, 90), 'aside', ...numbers(91, 200), 'aside']
      const whole = await pages(actor, { after, visible })
      expect(joined(whole)).toEqual(shown.filter((_, index) => !isHidden(index + 1)))
      expect(whole.map(({ place }) => place.position)).toEqual([100, 200, 202])

      const narrowed = await pages(actor, { after: narrowly, visible, filter: narrow })
      expect(joined(narrowed)).toEqual(
        shown.filter((name, index) => name !== 'aside' && !isHidden(index + 1)),
      )
      // A hundred is not known to be all; what follows the last one that was asked for is passed over as well.
      expect(narrowed.map(({ place }) => place.position)).toEqual([101, 201, 202])
    }
  })

  test('passes over what may not be seen: its cursor is behind that, also when it shows nothing', async () => {
    const actor = kernel.actor()
    const { cursor: after } = await page(actor)
    await append(actor, ...named(['theirs'], { customerId: 'cus_2' }))
    const visible = ({ customerId }: FeedItem<Note>) => customerId === 'cus_1'
    const hidden = await page(actor, { after, visible })
    await append(
      actor,
      ...named(['theirs too'], { customerId: 'cus_2' }),
      ...named(['mine'], { customerId: 'cus_1' }),
    )

    expect(hidden).toMatchObject({ values: [], more: false, place: { ...placed, position: 1 } })
    expect(hidden.cursor).not.toBe(after)
    expect(told((await page(actor, { after: hidden.cursor, visible })).values)).toEqual(['mine'])
    expect(told((await page(actor, { after: hidden.cursor })).values)).toEqual(['theirs too', 'mine'])
  })

  test('fails when nobody can tell what may be seen: nothing is passed over then', async () => {
    const actor = kernel.actor()
    const { cursor: after } = await page(actor)
    await append(actor, ...named(['one']))
    const visible = () => Promise.reject(new Error('It is away.'))

    await expect(page(actor, { after, visible })).rejects.toThrow('It is away.')
  })
})

describe('a page from a cursor that cannot be served', () => {
  test('OTHER_FILTER and FORGED: says so once, and goes on from now on', async () => {
    const actor = kernel.actor()
    await append(actor, ...named(['before']))
    const { cursor: after } = await page(actor, { filter: { subject: 'ord_1' } })
    const { cursor: foreign } = await page(kernel.actor())

    for (const [reason, cursor] of [
      ['OTHER_FILTER', after],
      ['FORGED', foreign],
      ['FORGED', `${after}x`],
      ['FORGED', 'not a cursor'],
    ] as const) {
      const gap = await page(actor, { after: cursor, last: 10 })
      expect(told(gap.values)).toEqual([`(${reason})`])
      expect(gap).toMatchObject({ more: false, place: placed, values: [{ cursor: gap.cursor }] })
      await append(actor, ...named(['next']))
      expect(told((await page(actor, { after: gap.cursor })).values)).toEqual(['next'])
    }
  })

  test('FORGED: also in a tenant that never had an item', async () => {
    const actor = kernel.actor()
    const gap = await page(actor, { after: 'not a cursor' })
    expect(told(gap.values)).toEqual(['(FORGED)'])
    await append(actor, ...named(['the very first']))

    expect(told((await page(actor, { after: gap.cursor })).values)).toEqual(['the very first'])
  })

  test('TRIMMED: says so first and once, then what is still kept, over as many pages as it takes', async () => {
    const actor = kernel.actor()
    await append(actor, ...named(['old']))
    const { cursor: after } = await page(actor)
    await append(actor, ...named(numbers(1, 160)))
    await kernel.runtime.database.write(actor, (uow) => trimFeed(uow, 'notes', 11))

    const whole = await pages(actor, { after })
    expect(joined(whole)).toEqual(['(TRIMMED)', ...numbers(11, 160)])
    expect(whole.map(({ place }) => place.position)).toEqual([111, 161])
    const gap = whole[0]?.values[0]
    expect(gap?.place.position).toBe(11)
    expect(joined(await pages(actor, { after: gap?.cursor }))).toEqual(numbers(11, 160))
    expect((await page(actor, { after: whole.at(-1)?.cursor })).values).toEqual([])
  })

  test('TRIMMED: is said also where nothing that is kept may be seen', async () => {
    const actor = kernel.actor()
    await append(actor, ...named(['old']))
    const { cursor: after } = await page(actor)
    await append(actor, ...named(numbers(1, 3)))
    await kernel.runtime.database.write(actor, (uow) => trimFeed(uow, 'notes', 2))
    const gap = await page(actor, { after, visible: () => false })

    expect(told(gap.values)).toEqual(['(TRIMMED)'])
    expect((await page(actor, { after: gap.cursor })).values).toEqual([])
  })

  test.each([
    ['with items', ['new', 'newer']],
    ['without any', []],
  ])('NEW_EPOCH: a feed that was begun anew, %s, says so once', async (_, names) => {
    const actor = kernel.actor()
    await append(actor, ...named(['old', 'older', 'oldest']))
    const { cursor: after } = await page(actor)
    await kernel.runtime.database.write(actor, async (uow) => {
      await uow.sql('delete from feed_item where tenant_id = $1', [uow.tenantId])
      await uow.sql('delete from feed_head where tenant_id = $1', [uow.tenantId])
    })
    await append(actor, ...named(names))

    const gap = await page(actor, { after })
    expect(told(gap.values)).toEqual(['(NEW_EPOCH)', ...names])
    expect(gap.place.position).toBe(names.length)
    await append(actor, ...named(['newest']))
    expect(told((await page(actor, { after: gap.cursor })).values)).toEqual(['newest'])
  })
})

test('what the database finds by a filter is what has one tag of each list of interest', async () => {
  const word = fc.constantFrom('a', 'b', 'A', 'a:b', '', 'ä "')
  const subject = fc.constantFrom('ord_1', 'ord_2')
  const column = fc.option(fc.constantFrom('one', 'two', 'payload.who:a'), { nil: undefined })
  const said = fc.oneof(
    word,
    fc.array(fc.oneof(word, fc.integer(), fc.constant(['a']))),
    fc.integer(),
    fc.constant(null),
  )
  const payload = fc.record({ who: said, what: said }, { requiredKeys: [] })
  const stored = fc.record({ payload, subject, customerId: column, queue: column })
  const wanted = fc.oneof(word, fc.array(word), fc.constant(null))
  const narrowing = fc.record(
    {
      subject,
      customerId: column,
      queue: column,
      payload: fc.record({ who: wanted, what: wanted, missing: wanted }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  const actor = kernel.actor()
  const rows = fc.sample(stored, { numRuns: 100, seed: 23 })
  await append(
    actor,
    ...rows.map(({ payload: words, customerId, queue, ...rest }) =>
      row(words, { ...rest, ...(customerId && { customerId }), ...(queue && { queue }) }),
    ),
  )
  const { values } = await page(actor, { last: 100 })
  const items = values.filter((value) => value.kind === 'item')
  expect(items).toHaveLength(100)
  let found = 0

  await fc.assert(
    fc.asyncProperty(narrowing, async (filter: Narrowing) => {
      const asked = await page(actor, { last: 100, filter })
      const concerns = (item: FeedItem<Note>): boolean => {
        const tags = new Set(tagsOf(item, Object.keys(item.payload)))
        return asked.interest.every((some) => some.some((tag) => tags.has(tag)))
      }
      found += asked.values.length

      const positions = asked.values.map(({ place }) => place.position)
      expect(positions).toEqual(items.filter(concerns).map(({ position }) => position))
    }),
    { numRuns: 200 },
  )
  expect(found).toBeGreaterThan(100)
})
