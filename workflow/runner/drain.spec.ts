import { describe, expect, test } from '@jest/globals'
import { inHand } from './drain.ts'

describe('work in hand', () => {
  test('none is waited for when there is none', async () => {
    await expect(inHand().none()).resolves.toBeUndefined()
  })

  test('the end waits for all of it, also for what fails', async () => {
    const tasks = inHand()
    const first = Promise.withResolvers<void>()
    const second = Promise.withResolvers<void>()
    const failing = expect(tasks.during(() => first.promise)).rejects.toThrow('no')
    const lasting = tasks.during(() => second.promise)
    let drained = false
    const end = tasks.none().then(() => (drained = true))

    first.reject(new Error('no'))
    await failing
    expect(drained).toBe(false)
    second.resolve()
    await Promise.all([lasting, end])

    expect(tasks.count).toBe(0)
  })
})
