import { describe, expect, test } from '@jest/globals'
import { revocationList } from './revocation-list.ts'

/** Whoever is asked, by hand: what it answers, how often it was asked, and a clock that stands still. */
function asked(answer: () => Promise<ReadonlySet<string>>) {
  const state = { answer, times: 0, at: 0 }
  const isRevoked = revocationList(
    () => {
      state.times += 1
      return state.answer()
    },
    { now: () => state.at },
  )

  return { state, isRevoked }
}

const listed = (...ids: string[]) => Promise.resolve(new Set(ids))
const outage = () => Promise.reject(new Error('down'))
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('the list of revoked tokens', () => {
  test('is asked for once in two seconds, however many ask', async () => {
    const { state, isRevoked } = asked(() => listed('tok_1'))

    const answers = await Promise.all([
      isRevoked('ten_1', 'tok_1'),
      isRevoked('ten_1', 'tok_2'),
      isRevoked('ten_1', 'tok_3'),
    ])
    state.at = 1_999
    expect([...answers, await isRevoked('ten_1', 'tok_4')]).toEqual([true, false, false, false])
    expect(state.times).toBe(1)
    await isRevoked('ten_2', 'tok_2')
    expect(state.times).toBe(2)
  })

  test('takes a revocation in within two spans: replaced while it serves, waited for after a quiet time', async () => {
    const { state, isRevoked } = asked(() => listed())
    await isRevoked('ten_1', 'tok_1')

    state.answer = () => listed('tok_1')
    state.at = 2_000
    expect(await isRevoked('ten_1', 'tok_1')).toBe(false)
    await turn()
    expect(await isRevoked('ten_1', 'tok_1')).toBe(true)

    state.answer = () => listed('tok_1', 'tok_2')
    state.at = 6_000
    expect(await isRevoked('ten_1', 'tok_2')).toBe(true)
  })

  test('stands in an outage without making anybody wait, and is asked for again', async () => {
    const { state, isRevoked } = asked(() => listed('tok_1'))
    await isRevoked('ten_1', 'tok_1')

    state.answer = outage
    state.at = 10_000
    expect(await isRevoked('ten_1', 'tok_2')).toBe(false)
    state.answer = () => new Promise(() => {})
    state.at = 13_000
    expect(await isRevoked('ten_1', 'tok_2')).toBe(false)
    expect(await isRevoked('ten_1', 'tok_1')).toBe(true)
    expect(state.times).toBe(3)
  })

  test('that was never known lets nobody in, and is asked for no oftener for it', async () => {
    const { state, isRevoked } = asked(outage)

    await expect(isRevoked('ten_1', 'tok_1')).rejects.toThrow('revocations cannot be asked')
    state.at = 1_000
    await expect(isRevoked('ten_1', 'tok_1')).rejects.toThrow('revocations cannot be asked')
    expect(state.times).toBe(1)

    state.answer = () => listed()
    state.at = 2_000
    expect(await isRevoked('ten_1', 'tok_1')).toBe(false)
  })

  test('is one for each tenant', async () => {
    const isRevoked = revocationList((tenantId) => listed(`of ${tenantId}`))

    expect(await isRevoked('ten_1', 'of ten_1')).toBe(true)
    expect(await isRevoked('ten_2', 'of ten_1')).toBe(false)
  })
})
