import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { FetchFailed } from '../execute/subgraph-fetch.ts'
import { noSubscriptionMetrics } from '../observe/subscription-metrics.ts'
import type { Member } from './audience.ts'
import { following } from './following.ts'
import type { End } from './leg.ts'
import { relay } from './relay.ts'
import { newsOwner, type NewsOwner } from './testing/news-owner.ts'
import { readerOf, silence } from './testing/news-graph.ts'
import { all, settings, settle, soon, told } from './testing/news-reader.ts'
import type { UpstreamEvent } from './upstream-event.ts'
import { upstreams } from './upstreams.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const patient = { ...settings, ownerAwayMs: 1e9 }
const away = new FetchFailed('SUBGRAPH_UNAVAILABLE', 'away')

/** A gateway that follows the news by pages, for whoever comes. */
function newsroom(owner: NewsOwner, ours = patient) {
  const many = upstreams({ settings: ours, metrics: noSubscriptionMetrics })
  const follow = following({
    owners: owner.owners,
    upstreams: many,
    fetch: owner.fetch,
    share: 'feeds',
    deadlineMs: 1_000,
    log: silence,
  })

  return {
    many,
    /** Somebody who follows, goes away and comes back as a subscriber does. */
    somebody(sub: string, after: string | undefined) {
      const seen: string[] = []
      const places: string[] = []
      const ends: End[] = []
      const state = { hasRoom: true, caller: readerOf(sub) }
      const way = relay<UpstreamEvent>({
        follow: (from, sink) => {
          const member: Member = { ...sink, caller: () => state.caller }
          return follow(all, from, member)
        },
        after,
        overlapMs: settings.overlapMs,
        take(event) {
          if (state.hasRoom) seen.push(told(event))
          return state.hasRoom
        },
        placed: (cursor) => void places.push(cursor),
        ended: (end) => void ends.push(end),
      })
      way.resume()

      return {
        sub,
        seen,
        places,
        ends,
        state,
        way,
        /** The same rights by a token that is good for longer. */
        renew(): void {
          state.caller = readerOf(sub, { exp: (state.caller.user?.exp ?? 0) + 60 })
          many.refresh()
        },
        move: () =>
          way.move((from, sink) => follow(all, from, { ...sink, caller: () => state.caller }), way.place()),
        room(hasRoom: boolean): void {
          state.hasRoom = hasRoom
          if (hasRoom) way.resume()
        },
      }
    },
  }
}

describe('an owner that fails now and then', () => {
  test('is waited for each time anew, as long as something is told between', async () => {
    const owner = newsOwner(all)
    const { somebody } = newsroom(owner, settings)
    const one = somebody('usr_1', ':0')
    await settle(owner)
    for (let round = 1; round <= 10; round += 1) {
      owner.append()
      owner.announce()
      await soon()
      for (const call of [...owner.calls]) call.fail(away)
      await jest.advanceTimersByTimeAsync(2_000)
      await settle(owner)
      expect([one.seen.length, one.ends]).toEqual([round, []])
    }
    one.way.close()
  })

  test('in the end is not waited for any more', async () => {
    const owner = newsOwner(all)
    const { somebody } = newsroom(owner, settings)
    const one = somebody('usr_1', ':0')
    await settle(owner)
    owner.append()
    owner.announce()
    for (let waited = 0; waited < 30_000 && one.ends.length === 0; waited += 500) {
      for (const call of [...owner.calls]) call.fail(away)
      await jest.advanceTimersByTimeAsync(500)
    }

    expect(one.ends).toMatchObject([{ kind: 'lost', isFinal: true }])
    expect([one.seen, owner.watches.size, jest.getTimerCount()]).toEqual([[], 0, 0])
  })
})

describe('many who read one feed by pages', () => {
  const people = ['usr_1', 'usr_1', 'usr_2', 'usr_3']
  const someone = fc.nat(people.length - 1)
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ append: fc.constantFrom('usr_1', 'usr_2', null) }) },
    { weight: 4, arbitrary: fc.constantFrom('announce' as const, 'soon' as const) },
    { weight: 2, arbitrary: fc.record({ look: fc.nat(3) }) },
    { weight: 4, arbitrary: fc.record({ answer: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ who: someone, does: fc.constantFrom('full', 'room', 'room') }) },
    {
      weight: 2,
      arbitrary: fc.record({ who: someone, does: fc.constantFrom('move', 'renew', 'leave', 'join') }),
    },
    { weight: 1, arbitrary: fc.record({ fail: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.constantFrom('later' as const, 'entries are lost' as const) },
  )

  type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never

  /** Moves while the page is on its way to it: what it is told as it joins again is where the others are by then. */
  const movedAtItsPage: Step[] = [
    { append: 'usr_1' },
    'soon',
    { answer: 0 },
    { who: 0, does: 'move' },
    'soon',
  ]
  /** Leaves for want of room as it is told an item, and with it the token on which that was followed. */
  const leftAtItsItem: Step[] = [
    'announce',
    'soon',
    { who: 1, does: 'full' },
    { answer: 0 },
    'soon',
    { append: 'usr_1' },
    { who: 0, does: 'renew' },
    'announce',
    'soon',
    { answer: 2 },
    'soon',
    { answer: 2 },
    'soon',
  ]

  async function play(steps: readonly Step[], after: string | undefined) {
    const owner = newsOwner(all)
    const { somebody, many } = newsroom(owner)
    const items: { for: string | null; place: string }[] = []
    const here = people.map((sub) => ({ ...somebody(sub, after), due: 0, isDue: after !== undefined }))
    /** Leaves and comes back with the place that it knows. */
    const comeBack = (index: number): void => {
      const one = here[index]
      if (!one) return
      one.way.close()
      const again = somebody(one.sub, one.way.place())
      again.seen.push(...one.seen)
      again.places.push(...one.places)
      again.ends.push(...one.ends)
      here[index] = { ...one, ...again }
    }
    const append = (whom: string | null): void => {
      for (const one of here) {
        // From its first place on everything is told.
        if (!one.isDue && one.places.length + one.seen.length === 0) one.due = items.length + 1
        else one.isDue = true
      }
      items.push({ for: whom, place: `e0:${owner.append({ for: whom })}` })
    }
    for (const each of steps) {
      if (each === 'announce') owner.announce()
      else if (each === 'soon') await soon()
      else if (each === 'later') await jest.advanceTimersByTimeAsync(700)
      else if (each === 'entries are lost') owner.end({ kind: 'lost' })
      else if ('append' in each) append(each.append)
      else if ('look' in each) owner.calls[each.look]?.look()
      else if ('answer' in each) owner.calls[each.answer]?.answer()
      else if ('fail' in each) owner.calls[each.fail]?.fail(away)
      else if (each.does === 'move') here[each.who]?.move()
      else if (each.does === 'renew') here[each.who]?.renew()
      else if (each.does === 'leave') here[each.who]?.way.close()
      else if (each.does === 'join') comeBack(each.who)
      else here[each.who]?.room(each.does === 'room')
    }
    for (const index of here.keys()) comeBack(index)
    await jest.advanceTimersByTimeAsync(5_000)
    await settle(owner)
    const readers = here.map(({ sub, seen, ends, due, way }) => {
      const mine = (from: number): string[] =>
        items
          .slice(from)
          .filter((each) => each.for === null || each.for === sub)
          .map(({ place }) => place)
      way.close()

      return { seen, ends, due: mine(due), all: mine(0) }
    })
    await jest.advanceTimersByTimeAsync(5_000)
    expect([many.size(), owner.watches.size, owner.calls.length, jest.getTimerCount()]).toEqual([0, 0, 0, 0])

    return readers
  }

  test('are each told what is theirs, once and in order, however they come, wait, move and leave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
        for (const one of await play(steps, ':0'))
          expect(one).toMatchObject({ seen: one.all, due: one.all, ends: [] })
      }),
      { numRuns: 150, examples: [[movedAtItsPage], [leftAtItsItem]] },
    )
  })

  test('and from now on, from the first place that they are told', async () => {
    let told = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
        for (const { seen, ends, due, all: whole } of await play(steps, undefined)) {
          // Without a hole: the last so many of what was theirs, unless it ended for them before they had a place.
          if (ends.length === 0) {
            expect(seen).toEqual(whole.slice(whole.length - seen.length))
            expect(seen.length).toBeGreaterThanOrEqual(due.length)
          }
          told += due.length
        }
      }),
      { numRuns: 150, examples: [[movedAtItsPage], [leftAtItsItem]] },
    )
    expect(told).toBeGreaterThan(300)
  })
})
