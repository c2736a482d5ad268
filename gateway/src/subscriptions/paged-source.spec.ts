import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import type { End } from './leg.ts'
import { newsOwner, type NewsOwner } from './testing/news-owner.ts'
import { readerOf } from './testing/news-graph.ts'
import { all, newsReader, ofX, settle, soon } from './testing/news-reader.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const asked = ({ calledWith }: NewsOwner) => calledWith.map(({ variables }) => variables['after'])

describe('a feed that is read by pages', () => {
  test('is asked for its place first, in the name of its reader, then whenever something is announced', async () => {
    const owner = newsOwner(all)
    owner.append()
    const one = newsReader(owner)
    expect(owner.calls).toEqual([])
    await soon()
    expect(owner.calls[0]).toMatchObject({
      request: {
        subgraph: 'desk',
        kind: 'query',
        operationName: 'newsPage',
        variables: {},
        cache: undefined,
      },
      operation: { caller: readerOf('usr_1'), deadlineAt: expect.any(Number) },
    })
    await settle(owner)
    expect([one.seen, one.places]).toEqual([[], ['e0:1']])

    owner.append()
    await jest.advanceTimersByTimeAsync(10_000)
    expect(asked(owner)).toEqual([undefined])
    owner.announce()
    await settle(owner)
    expect([one.seen, one.places]).toEqual([['e0:2'], ['e0:1', 'e0:2']])
    expect(asked(owner)).toEqual([undefined, 'e0:1'])
    one.close()
    expect([owner.watches.size, jest.getTimerCount()]).toEqual([0, 0])
  })

  test('loses nothing and tells nothing twice, whenever something comes, is announced, read and cut', async () => {
    const step = fc.oneof(
      ...(['append', 'append of others', 'announce', 'look', 'answer', 'soon'] as const).map((each) => ({
        weight: 4,
        arbitrary: fc.constant(each),
      })),
      ...(['later', 'cut', 'cut at the next'] as const).map((each) => ({
        weight: 1,
        arbitrary: fc.constant(each),
      })),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(step, { maxLength: 60, size: 'max' }),
        async (isNarrow, steps) => {
          const of = isNarrow ? ofX : all
          const owner = newsOwner(of)
          const mine: string[] = []
          const seen: string[] = []
          let one = newsReader(owner, { of, after: ':0' })
          const cut = (): void => {
            one.close()
            seen.push(...one.seen)
            one = newsReader(owner, { of, after: one.state.place })
          }
          for (const each of steps) {
            if (each === 'append') mine.push(`e0:${owner.append({ for: 'usr_1' })}`)
            else if (each === 'append of others') owner.append(isNarrow ? { about: 'y' } : { for: 'usr_2' })
            else if (each === 'announce') owner.announce()
            else if (each === 'look') owner.calls[0]?.look()
            else if (each === 'answer') owner.calls[0]?.answer()
            else if (each === 'soon') await soon()
            else if (each === 'later') await jest.advanceTimersByTimeAsync(200)
            else if (each === 'cut') cut()
            else one.state.atEvent = cut
          }
          await settle(owner)
          one.close()
          expect([...seen, ...one.seen]).toEqual(mine)
          expect([owner.watches.size, owner.calls.length, jest.getTimerCount()]).toEqual([0, 0, 0])
        },
      ),
      { numRuns: 150 },
    )
  })

  test('is not asked for when nothing is announced, however it came to where it is', async () => {
    const step = fc.constantFrom('append', 'announce', 'look', 'answer', 'soon', 'anew')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
        const owner = newsOwner(all)
        const one = newsReader(owner)
        for (const each of steps) {
          if (each === 'append') owner.append()
          else if (each === 'announce') owner.announce()
          else if (each === 'look') owner.calls[0]?.look()
          else if (each === 'answer') owner.calls[0]?.answer()
          else if (each === 'soon') await soon()
          else owner.beginAnew()
        }
        // Announced, and not only read by chance.
        while (owner.announce());
        for (let pages = 0; pages < 50; pages += 1) {
          await jest.advanceTimersByTimeAsync(150)
          owner.calls[0]?.answer()
        }
        const before = owner.calledWith.length
        await jest.advanceTimersByTimeAsync(60_000)

        expect(owner.calledWith.length).toBe(before)
        expect(one.places.at(-1)).toBe(`${owner.place().epoch ?? ''}:${owner.place().position}`)
        one.close()
      }),
      { numRuns: 150 },
    )
  })

  test('goes on while there is more, one page at a time', async () => {
    const owner = newsOwner(all)
    for (let count = 0; count < 8; count += 1) owner.append()
    const one = newsReader(owner, { after: 'e0:0' })
    for (const seen of [3, 6, 8]) {
      await soon()
      expect(owner.calls).toHaveLength(1)
      owner.calls[0]?.answer()
      await soon()
      expect(one.seen).toHaveLength(seen)
    }

    expect(asked(owner)).toEqual(['e0:0', 'e0:3', 'e0:6'])
    expect(one.places).toEqual(['e0:3', 'e0:6', 'e0:8'])
    one.close()
  })

  test('is asked again, after a pause, for what was announced and did not come', async () => {
    const owner = newsOwner(all)
    const one = newsReader(owner)
    await settle(owner)
    owner.append()
    owner.announce()
    await soon()
    const early = owner.pageAnswer({
      values: [],
      cursor: ':0',
      place: { epoch: null, position: 0 },
      more: false,
      interest: [],
    })
    owner.calls[0]?.answer(early)
    await jest.advanceTimersByTimeAsync(90)
    expect([owner.calls.length, one.seen]).toEqual([0, []])
    await jest.advanceTimersByTimeAsync(20)
    owner.calls[0]?.answer()
    await soon()

    expect(one.seen).toEqual(['e0:1'])
    await jest.advanceTimersByTimeAsync(1_000)
    expect(owner.calls).toEqual([])
    one.close()
  })

  test('is read once more when something is announced while a page is being read that misses it', async () => {
    const owner = newsOwner(all)
    const one = newsReader(owner, { after: ':0' })
    owner.append()
    await soon()
    owner.calls[0]?.look()
    owner.append()
    owner.announce()
    owner.announce()
    owner.announce()
    await soon()
    expect(owner.calls).toHaveLength(1)
    owner.calls[0]?.answer()
    await soon()
    owner.calls[0]?.answer()
    await soon()

    expect(one.seen).toEqual(['e0:1', 'e0:2'])
    expect(owner.calls).toEqual([])
    one.close()
  })

  test.each([
    ['for others', { for: 'usr_2' }, all],
    ['about something else', { about: 'y' }, ofX],
  ])('is not read for what is %s, but asked for its place after many', async (_, others, of) => {
    const owner = newsOwner(of, { pageSize: 10_000 })
    const one = newsReader(owner, { of })
    await settle(owner)
    const tell = async (count: number): Promise<void> => {
      for (let told = 0; told < count; told += 1) {
        owner.append(others)
        owner.announce()
      }
      await jest.advanceTimersByTimeAsync(1_000)
    }
    await tell(249)
    expect(owner.calls).toEqual([])
    await tell(502)
    expect(owner.calls).toHaveLength(1)
    owner.calls[0]?.answer()
    await soon()
    expect([one.seen, one.places.at(-1)]).toEqual([[], 'e0:751'])
    await tell(249)
    expect(owner.calls).toEqual([])
    // What its owner keeps is behind that: nothing of its own is missing.
    owner.trim(751)
    owner.append()
    await settle(owner)

    expect(one.seen).toEqual(['e0:1001'])
    one.close()
  })

  test('is read by everybody when something may be missing among the entries', async () => {
    const owner = newsOwner(ofX)
    const one = newsReader(owner, { of: ofX })
    owner.append({ about: 'y' })
    await settle(owner)
    owner.beginAnew()
    owner.append({ about: 'y', for: 'usr_2' })
    await settle(owner)

    expect(one.seen).toEqual(['(NEW_EPOCH)'])
    expect(one.places.at(-1)).toBe('e1:1')
    one.close()
  })

  test('is read on after it was begun anew while a page was announced of before', async () => {
    const owner = newsOwner(all)
    owner.append()
    const one = newsReader(owner, { after: 'e0:1' })
    await settle(owner)
    owner.append()
    owner.announce()
    owner.beginAnew()
    owner.append()
    await settle(owner)
    const calls = owner.calledWith.length
    await jest.advanceTimersByTimeAsync(60_000)

    expect(one.seen).toEqual(['(NEW_EPOCH)', 'e1:1'])
    expect(owner.calledWith.length).toBe(calls)
    one.close()
  })
})

describe('who leaves', () => {
  test('before the first page asks for none', async () => {
    const owner = newsOwner(all)
    newsReader(owner).close()
    await jest.advanceTimersByTimeAsync(1_000)

    expect([owner.calledWith, owner.watches.size, jest.getTimerCount()]).toEqual([[], 0, 0])
  })

  test('while a page is being read ends the call, and is told nothing more', async () => {
    const owner = newsOwner(all)
    owner.append()
    const one = newsReader(owner, { after: 'e0:0' })
    await soon()
    const [call] = owner.calls
    call?.answer()
    one.close()
    await jest.advanceTimersByTimeAsync(1_000)

    expect(call?.operation.signal.aborted).toBe(true)
    expect([one.seen, one.places, one.ends, owner.calls]).toEqual([[], [], [], []])
  })

  test('in the middle of a page is told nothing more of it, nor asks for another', async () => {
    const owner = newsOwner(all)
    for (let count = 0; count < 5; count += 1) owner.append()
    const one = newsReader(owner, { after: 'e0:0' })
    one.state.atEvent = () => void (one.seen.length === 2 && one.close())
    await soon()
    owner.calls[0]?.answer()
    await jest.advanceTimersByTimeAsync(1_000)

    expect([one.seen, one.places, one.ends]).toEqual([['e0:1', 'e0:2'], [], []])
    expect([asked(owner), jest.getTimerCount()]).toEqual([['e0:0'], 0])
  })
})

describe('entries that end', () => {
  test.each([
    ['at once', 0],
    ['in the end, where they can be gone on behind', 6_000],
  ])('are lost to who reads by them: %s', async (_, wait) => {
    const owner = newsOwner(all)
    const one = newsReader(owner)
    await soon()
    if (wait > 0) await settle(owner)
    // It tries again after pauses of any length.
    for (let waited = 0; waited <= wait || (wait > 0 && one.ends.length === 0); waited += 500) {
      owner.end({ kind: 'lost', reason: 'cut' })
      await jest.advanceTimersByTimeAsync(500)
    }

    expect(one.ends).toEqual([expect.objectContaining({ kind: 'lost', reason: 'cut' })])
    expect([owner.watches.size, owner.calls, jest.getTimerCount()]).toEqual([0, [], 0])
  })

  test('and are followed again from their place: what came meanwhile is read', async () => {
    const owner = newsOwner(all)
    const one = newsReader(owner)
    await settle(owner)
    owner.end({ kind: 'lost' })
    owner.append()
    await jest.advanceTimersByTimeAsync(2_000)
    await settle(owner)

    expect([one.seen, one.ends]).toEqual([['e0:1'], []])
    one.close()
  })

  test('by their owner’s word are lost too: it says nothing of who may read; but a token is a token', async () => {
    const refused: End = { kind: 'refused', error: { message: 'no' } }
    for (const [end, told] of [
      [refused, { kind: 'lost', reason: refused }],
      [{ kind: 'complete' }, { kind: 'lost', reason: { kind: 'complete' } }],
      [{ kind: 'forbidden' }, { kind: 'forbidden' }],
    ] as const) {
      const owner = newsOwner(all)
      const one = newsReader(owner)
      await soon()
      owner.end(end)
      await soon()

      expect([one.ends, owner.calls]).toEqual([[told], []])
    }
  })
})
