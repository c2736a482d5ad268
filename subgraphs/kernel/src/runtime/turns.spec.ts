import { describe, expect, test } from '@jest/globals'
import { turns, type Turns } from './turns.ts'

const minute = 60_000

/** Work that lasts until it is told to end, and notes when it begins. */
function workOf(inTurn: Turns) {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const ask = (name: string, first: boolean): Promise<void> =>
    inTurn(
      () => {
        begun.push(name)
        return new Promise<void>((resolve) => void ends.set(name, resolve))
      },
      { first },
    )
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  return {
    begun,
    others: (...names: string[]) => Promise.all(names.map((name) => ask(name, false))),
    first: (...names: string[]) => Promise.all(names.map((name) => ask(name, true))),
    settled,
    async end(name: string): Promise<void> {
      ends.get(name)?.()
      await settled()
    },
  }
}

describe('turns', () => {
  test('come in the order in which they were asked for, so many at a time', async () => {
    const work = workOf(turns(2, minute))
    const all = work.others('a', 'b', 'c', 'd')
    await work.settled()
    expect(work.begun).toEqual(['a', 'b'])

    await work.end('b')
    expect(work.begun).toEqual(['a', 'b', 'c'])
    for (const name of ['a', 'c', 'd']) await work.end(name)
    await all
    expect(work.begun).toEqual(['a', 'b', 'c', 'd'])
  })

  test('come first to what goes first, though others have waited for longer', async () => {
    const work = workOf(turns(2, minute))
    const all = [work.others('a', 'b', 'c', 'd'), work.first('urgent')]
    await work.settled()
    await work.end('a')
    expect(work.begun).toEqual(['a', 'b', 'urgent'])

    for (const name of ['urgent', 'b', 'c', 'd']) await work.end(name)
    await Promise.all(all)
  })

  test('are never all taken by what goes first while others wait', async () => {
    const work = workOf(turns(3, minute))
    const all = [work.others('a', 'b', 'c', 'd', 'e'), work.first('1', '2', '3', '4')]
    await work.settled()
    for (const name of ['a', 'b', 'c']) await work.end(name)
    expect(work.begun).toEqual(['a', 'b', 'c', '1', '2', 'd'])

    await work.end('d')
    expect(work.begun).toEqual(['a', 'b', 'c', '1', '2', 'd', 'e'])
    await work.end('e')
    expect(work.begun.at(-1)).toBe('3')
    for (const name of ['1', '2', '3', '4']) await work.end(name)
    await Promise.all(all)
  })

  test('are given on by work that fails, and not waited for longer than is said', async () => {
    const inTurn = turns(1, 50)
    await expect(inTurn(() => Promise.reject(new Error('failed')), { first: false })).rejects.toThrow(
      'failed',
    )

    const work = workOf(inTurn)
    const long = work.others('long')
    await expect(work.others('late')).rejects.toThrow(/No turn came within 50 ms/)
    await work.end('long')
    await long
    await work.settled()
    expect(work.begun).toEqual(['long'])
    expect(await inTurn(() => Promise.resolve('next'), { first: false })).toBe('next')
  })
})
