import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Actor } from '@pactwork/kernel/actor'
import { trimFeed } from '@pactwork/kernel/events/feed-append'
import { feed, type FeedBegun, type FeedGap, type FeedItem } from '@pactwork/kernel/feed'
import { newUuid } from '@pactwork/kernel/uuid'
import { z } from 'zod'
import { echo, type Echo } from './echo/runtime.ts'
import { take } from './take.ts'

type Value = FeedItem<{ name: string }> | FeedGap | FeedBegun

const calls = feed({ name: 'watched', payload: z.object({ name: z.string() }) })
let kernel: Echo

beforeAll(async () => {
  kernel = await echo()
})
afterAll(() => kernel.close())

const append = (actor: Actor, ...names: string[]): Promise<void> =>
  kernel.runtime.database.write(actor, async (uow) =>
    calls.append(
      uow,
      names.map((name, index) => ({
        sourceEventId: newUuid(),
        subject: name,
        customerId: `cus_${index % 2}`,
        queue: `queue_${index % 3}`,
        occurredAt: new Date(),
        payload: { name },
      })),
    ),
  )
const context = (actor: Actor) => ({ actor, feeds: kernel.runtime.feeds })
const page = (actor: Actor, after?: string) => calls.page(context(actor), { after })

async function first(actor: Actor, count: number, after?: string): Promise<Value[]> {
  const watch = calls.watch(context(actor), after)
  const values = await take(watch, count)
  await watch.return?.()

  return values
}
const told = (values: readonly Value[]): string[] =>
  values.map((value) => {
    if (value.kind === 'begun') return '(begun)'
    return value.kind === 'gap' ? `(${value.reason})` : value.payload.name
  })
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index + 1}`)

describe('who watches a feed', () => {
  test.each([
    ['that never had an item', []],
    ['that has some', ['before']],
  ])('from now on one %s is told first where that is, then everything', async (_, before) => {
    const actor = kernel.actor()
    if (before.length > 0) await append(actor, ...before)
    const watch = calls.watch(context(actor), undefined)
    const [begun] = await take(watch, 1)
    const next = take(watch, 8)
    await append(actor, ...names(5))
    await append(actor, 'n6', 'n7')
    await append(actor, 'n8')

    const { place, cursor } = await page(actor, begun?.cursor)
    expect(begun).toMatchObject({ kind: 'begun', place: { position: before.length } })
    expect(told(await next)).toEqual(names(8))
    await watch.return?.()
    expect(told(await first(actor, 8, begun?.cursor))).toEqual(names(8))
    // Places of what is watched and of what is read by pages are the same, and so are the cursors of everything.
    expect((await next).at(-1)).toMatchObject({ place, cursor })
  })

  test('behind a cursor is told only what came since', async () => {
    const actor = kernel.actor()
    await append(actor, 'before')
    const { cursor } = await page(actor)
    await append(actor, ...names(3))
    const watch = calls.watch(context(actor), cursor)
    const missed = await take(watch, 3)
    const next = take(watch, 1)
    await append(actor, 'live')

    expect(told([...missed, ...(await next)])).toEqual([...names(3), 'live'])
    await watch.return?.()
  })

  test('and is cut at any place goes on behind it, from the very first on, and loses nothing', async () => {
    const actor = kernel.actor()
    const watch = calls.watch(context(actor), null)
    const whole = await take(watch, 1)
    const all = names(250)
    for (const at of [0, 7, 8, 150])
      await append(actor, ...all.slice(at, [7, 8, 150].find((next) => next > at) ?? 250))
    whole.push(...(await take(watch, 250)))
    await watch.return?.()

    expect(told(whole)).toEqual(['(begun)', ...all])
    for (const cut of [...Array(12).keys(), 100, 101, 149, 150, 200, 249]) {
      const rest = await first(actor, 250 - cut, whole[cut]?.cursor)
      expect(told(rest)).toEqual(all.slice(cut))
      expect(rest.map(({ cursor }) => cursor)).toEqual(whole.slice(cut + 1).map(({ cursor }) => cursor))
    }
  })

  test('is cut and goes on while items are written, and loses nothing', async () => {
    const actor = kernel.actor()
    const [begun] = await first(actor, 1)
    const all = names(90)
    const writing = (async () => {
      for (let index = 0; index < 90; index += 3) await append(actor, ...all.slice(index, index + 3))
    })()
    const seen: Value[] = []
    while (seen.length < 90)
      seen.push(...(await first(actor, Math.min(7, 90 - seen.length), seen.at(-1)?.cursor ?? begun?.cursor)))
    await writing

    expect(told(seen)).toEqual(all)
  })

  test('is told a gap for what is not kept any more, and what is', async () => {
    const actor = kernel.actor()
    await append(actor, ...names(5))
    const [{ cursor } = { cursor: '' }] = (await calls.page(context(actor), { last: 5 })).values
    await kernel.runtime.database.write(actor, (uow) => trimFeed(uow, 'watched', 3))

    const rest = await first(actor, 3, cursor)
    expect(told(rest)).toEqual(['(TRIMMED)', 'n4', 'n5'])
    expect(rest[0]?.place.position).toBe(3)
    expect(told(await first(actor, 2, rest[0]?.cursor))).toEqual(['n4', 'n5'])
    expect(told(await first(actor, 1, 'not a cursor'))).toEqual(['(FORGED)'])
  })

  test('sees that the feed was begun anew, and everything of the new one', async () => {
    const actor = kernel.actor()
    await append(actor, ...names(3))
    const watch = calls.watch(context(actor), undefined)
    const [begun] = await take(watch, 1)
    const next = take(watch, 2)
    await kernel.runtime.database.write(actor, async (uow) => {
      await uow.sql('delete from feed_item where tenant_id = $1', [uow.tenantId])
      await uow.sql('delete from feed_head where tenant_id = $1', [uow.tenantId])
      calls.append(uow, [
        { sourceEventId: newUuid(), subject: 'new', occurredAt: new Date(), payload: { name: 'new' } },
      ])
    })

    expect(told(await next)).toEqual(['(NEW_EPOCH)', 'new'])
    expect((await next)[0]?.place.epoch).not.toBe(begun?.place.epoch)
    await watch.return?.()
  })

  test('ends at once, also while nothing comes', async () => {
    const watch = calls.watch(context(kernel.actor()), undefined)
    await take(watch, 1)
    const next = watch.next()
    await watch.return?.()

    expect(await next).toEqual({ value: undefined, done: true })
  })
})
