import { describe, expect, test } from '@jest/globals'
import { follow, type Gap } from './follow.ts'
import { closedBy, disconnected, endedBy } from './interruption.ts'
import type { Received, Transport } from './transport.ts'

type Connection = { yields?: Received[]; ends?: Error; never?: boolean; left?: () => void }

const query = 'subscription ($after: Cursor) { news(after: $after) { __typename } }'
const asked = { query, operationName: undefined, variables: {} }
const news = (cursor: string): Received => ({ result: { data: { news: { __typename: 'News', cursor } } } })
const gap = (cursor: string): Received => ({
  result: { data: { news: { __typename: 'FeedGap', reason: 'TRIMMED', cursor } } },
})

/** A gateway whose connections go one after the other as told: `never` are not even made. */
function gateway(connections: Connection[]) {
  const begun: (string | undefined)[] = []
  const transport: Transport = {
    async *run(_, { place, opened }) {
      const { yields = [], ends, never, left } = connections[begun.length] ?? {}
      begun.push(place())
      try {
        if (!never) opened()
        yield* yields
        if (ends) throw ends
      } finally {
        left?.()
      }
    },
    close() {},
  }

  return { begun, transport }
}

async function followed(connections: Connection[], more: { after?: string; attempts?: number } = {}) {
  const { begun, transport } = gateway(connections)
  const gaps: Gap[] = []
  const returns: string[] = []
  const cursors: string[] = []
  const events = follow({
    transport,
    asked,
    signal: new AbortController().signal,
    retry: { firstMs: 1, mostMs: 2, attempts: more.attempts ?? Infinity },
    after: more.after,
    onGap: (gap) => void gaps.push(gap),
    onReturn: ({ code }) => void returns.push(code),
  })
  const error = await (async () => {
    for await (const { cursor } of events) cursors.push(cursor)
  })().catch((caught: unknown) => caught)

  return { begun, cursors, gaps, returns, error }
}

describe('a stream that is followed', () => {
  test('goes on behind its last event after each break, until it is completed', async () => {
    const seen = await followed([
      { yields: [news('1'), news('2')], ends: closedBy(4499, 'reconnect') },
      { ends: disconnected('gone'), never: true },
      { yields: [news('3')], ends: closedBy(1006, '') },
      { yields: [news('4')] },
    ])

    expect(seen).toEqual({
      begun: [undefined, '2', '2', '3'],
      cursors: ['1', '2', '3', '4'],
      gaps: [],
      returns: ['RECONNECT', 'DISCONNECTED', 'DISCONNECTED'],
      error: undefined,
    })
  })

  test('tells gaps in their place and goes on behind them', async () => {
    const seen = await followed([{ yields: [gap('g'), news('7')], ends: closedBy(1001, '') }, {}], {
      after: 'old',
    })

    expect(seen).toMatchObject({
      begun: ['old', '7'],
      cursors: ['7'],
      gaps: [{ reason: 'TRIMMED', cursor: 'g' }],
    })
  })

  test('that breaks before its first event tells that something may be missing', async () => {
    const seen = await followed([
      { ends: disconnected('never was'), never: true },
      { ends: disconnected('gone') },
      { yields: [news('5')], ends: disconnected('gone') },
      {},
    ])

    expect(seen.gaps).toEqual([{ reason: 'NOT_BEGUN', cursor: undefined }])
  })

  test('that was told where it begins goes on from there', async () => {
    const ends = disconnected('gone')
    const seen = await followed([
      { yields: [{ placed: '4' }], ends },
      { yields: [news('5'), { placed: '9' }], ends },
      {},
    ])

    expect(seen).toMatchObject({ gaps: [], cursors: ['5'], begun: [undefined, '4', '9'] })
  })

  test('takes the cursor that the transport says, where it says one', async () => {
    const seen = await followed([{ yields: [{ ...news('1'), id: 'i1' }], ends: disconnected('gone') }, {}])

    expect(seen).toMatchObject({ begun: [undefined, 'i1'], cursors: ['i1'] })
  })

  test.each([
    ['a wrong token', [{ ends: closedBy(4401, 'Unauthorized'), never: true }], 'UNAUTHENTICATED', 1],
    [
      'two tokens in a row that are not accepted',
      [
        { ends: closedBy(4403, 'expired'), never: true },
        { ends: closedBy(4403, 'expired'), never: true },
      ],
      'UNAUTHENTICATED',
      2,
    ],
    ['a refusal', [{ ends: endedBy([{ message: 'no', extensions: { code: 'DENIED' } }]) }], 'DENIED', 1],
    ['a document without cursors', [{ yields: [{ result: { data: { news: { at: 1 } } } }] }], 'NO_CURSOR', 1],
    [
      'a field that is null for its errors',
      [
        {
          yields: [
            { result: { data: null, errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] } },
          ],
        },
      ],
      'FORBIDDEN',
      1,
    ],
  ])('gives up for %s', async (_, connections, code, tries) => {
    const { error, begun } = await followed(connections)

    expect(error).toMatchObject({ name: 'SubscriptionError', code })
    expect(begun).toHaveLength(tries)
  })

  test('renews as often as tokens expire, if only they are accepted between', async () => {
    const expiring = { yields: [news('1')], ends: closedBy(4403, 'expired') }
    const { error, begun } = await followed([expiring, expiring, expiring, {}])

    expect(error).toBeUndefined()
    expect(begun).toHaveLength(4)
  })

  test('gives up after as many failures in a row as it is told', async () => {
    const broken = { ends: disconnected('gone'), never: true }
    const { error, begun } = await followed(
      [broken, broken, { yields: [news('1')], ends: closedBy(1006, '') }, broken, broken],
      {
        attempts: 2,
      },
    )

    expect(error).toMatchObject({ code: 'TOO_OFTEN', cause: { code: 'DISCONNECTED' } })
    expect(begun).toHaveLength(5)
  })

  test('lets go of its connection when its reader leaves', async () => {
    let left = 0
    const { transport } = gateway([{ yields: [news('1'), news('2')], left: () => void (left += 1) }])
    const signal = new AbortController().signal
    for await (const { cursor } of follow({ transport, asked, signal, onGap: () => {} }))
      if (cursor === '1') break

    expect(left).toBe(1)
  })

  test('has to take a cursor at all', async () => {
    const { transport } = gateway([])
    const signal = new AbortController().signal
    const events = follow({ transport, asked: { ...asked, query: '{ a }' }, signal, onGap: () => {} })

    await expect(events.next()).rejects.toMatchObject({ code: 'NO_AFTER' })
  })
})
