import { describe, expect, test } from '@jest/globals'
import { aheadOfTwins, twinEnded } from './twins.ts'

describe('Twins in one process', () => {
  test('the second waits for the end of the first, and only for it', async () => {
    const first = Promise.withResolvers<string>()
    const ahead = aheadOfTwins('a', () => first.promise)
    const seen: string[] = []
    const waiting = twinEnded('a').then((was) => seen.push(`a ${was}`))
    expect(await twinEnded('b')).toBe(false)
    expect(seen).toEqual([])

    first.resolve('done')
    expect(await ahead).toBe('done')
    await waiting
    expect(seen).toEqual(['a true'])
    expect(await twinEnded('a')).toBe(false)
  })

  test('a first that fails lets the second go on, and fails for its own caller', async () => {
    const first = Promise.withResolvers<string>()
    const ahead = aheadOfTwins('a', () => first.promise)
    const waiting = twinEnded('a')
    first.reject(new Error('no answer'))

    await expect(ahead).rejects.toThrow('no answer')
    expect(await waiting).toBe(true)
    expect(await twinEnded('a')).toBe(false)
  })
})
