import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { GraphQLFormattedError } from 'graphql'
import { FetchFailed } from '../execute/subgraph-fetch.ts'
import { newsOwner } from './testing/news-owner.ts'
import { all, newsReader, settle, soon } from './testing/news-reader.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

describe('a page that cannot be had', () => {
  const error = (code: string): GraphQLFormattedError => ({ message: code, extensions: { code } })
  const whole = { values: [], cursor: 'c', place: { epoch: null, position: 0 }, more: false, interest: [] }

  test.each([
    ...['DENIED', 'FORBIDDEN', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED'].map(
      (code) => [code, [error('OTHER'), error(code)], { kind: 'refused', error: error(code) }] as const,
    ),
    ['UNAUTHENTICATED', [error('DENIED'), error('UNAUTHENTICATED')], { kind: 'forbidden' }] as const,
    ['a fault', [error('FAULT'), error('OTHER')], { kind: 'lost', reason: error('FAULT') }] as const,
    ['nothing said', [], { kind: 'lost', reason: expect.any(Error) }] as const,
  ])('ends its reader as its owner says: %s', async (_, errors, end) => {
    const key = all.prepared.feed?.key ?? ''
    for (const data of [null, { [key]: null }]) {
      const owner = newsOwner(all)
      const one = newsReader(owner)
      await soon()
      owner.calls[0]?.answer({ data, ...(errors.length > 0 && { errors }) })
      await soon()

      expect(one.ends).toEqual([end])
      expect([owner.watches.size, jest.getTimerCount()]).toEqual([0, 0])
    }
  })

  test.each(Object.keys(whole).flatMap((name) => [[name, undefined] as const, [name, 'other'] as const]))(
    'is lost where it cannot be read: %s is %s',
    async (name, value) => {
      const owner = newsOwner(all)
      const one = newsReader(owner)
      await soon()
      owner.calls[0]?.answer(owner.pageAnswer({ ...whole, [name]: name === 'cursor' ? 4 : value }))
      await soon()

      expect(one.ends).toEqual([{ kind: 'lost', reason: expect.any(Error) }])
      expect([one.seen, one.places]).toEqual([[], []])
    },
  )

  test.each([
    ['its owner is away', new FetchFailed('SUBGRAPH_UNAVAILABLE', 'away')],
    ['it takes too long', new FetchFailed('DEADLINE_EXCEEDED', 'late')],
    ['something is wrong with us', new TypeError('ours')],
  ])('is lost where %s', async (_, reason) => {
    const owner = newsOwner(all)
    const one = newsReader(owner)
    await settle(owner)
    owner.append()
    owner.announce()
    await soon()
    owner.calls[0]?.fail(reason)
    await soon()

    expect(one.ends).toEqual([{ kind: 'lost', reason }])
    expect([owner.watches.size, jest.getTimerCount()]).toEqual([0, 0])
  })

  test('has the errors of each value where a subscription would have them', async () => {
    const owner = newsOwner(all)
    const one = newsReader(owner)
    const key = all.prepared.feed?.key ?? ''
    await soon()
    const at = (message: string, ...path: (string | number)[]) => ({ message, path })
    owner.calls[0]?.answer({
      ...owner.pageAnswer({ ...whole, values: [{ text: null }, null, { text: 't' }] }),
      errors: [
        at('one', key, 'values', 0, 'text'),
        at('other', key, 'values', 1),
        at('deep', key, 'values', 0, 'text', 3),
        at('elsewhere', 'other', 'values', 2),
        { message: 'nowhere' },
      ],
    })
    await soon()

    expect(one.events.map(({ value }) => value)).toEqual([
      { data: { [key]: { text: null } }, errors: [at('one', key, 'text'), at('deep', key, 'text', 3)] },
      { data: null, errors: [at('other', key)] },
      { data: { [key]: { text: 't' } } },
    ])
    one.close()
  })
})
