import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  answering,
  fakeSubgraph,
  replying,
  resetting,
  silent,
  type Arrived,
  type FakeSubgraph,
} from './fake-subgraph.ts'
import { failureOf, fetcherOf, mutation, operationOf, query } from './fetch-scene.ts'

// A pause of a minute is longer than a test, one of a millisecond is over before the next call.
const settings = {
  breaker: { least: 5, pause: 60_000 },
  retries: { share: 0, least: 0 },
  headersTimeout: 100,
}

let subgraph: FakeSubgraph
let fetcher: ReturnType<typeof fetcherOf>

beforeEach(async () => {
  subgraph = await fakeSubgraph(resetting)
  fetcher = fetcherOf(subgraph.url, { settings })
})
afterEach(async () => {
  await subgraph.close()
  await fetcher.close()
})

async function fails(times: number, using = fetcher): Promise<void> {
  await Promise.all(
    Array.from({ length: times }, (_, n) => failureOf(using.fetch(query({ n }), operationOf()))),
  )
}

describe('a subgraph that fails', () => {
  test.each<[string, (call: Arrived) => void]>([
    ['by broken connections', resetting],
    ['by silence', silent],
    ['by garbage', replying('garbage')],
    ['by a status without an answer', replying('', 503)],
    [
      'by half a body',
      ({ response, request }) => void response.write('{"da', () => request.socket.destroy()),
    ],
  ])('%s is left alone: queries and mutations fail at once, without a call', async (_what, behaviour) => {
    subgraph.behaves(behaviour)
    await fails(5)
    const counts = [query(), mutation()].map(async (request) => {
      const operation = operationOf()
      expect(await failureOf(fetcher.fetch(request, operation))).toMatchObject({
        code: 'SUBGRAPH_UNAVAILABLE',
        fault: 'resting',
      })
      return operation.counts.fetches
    })

    expect(await Promise.all(counts)).toEqual([0, 0])
    expect(subgraph.calls).toHaveLength(5)
    expect(fetcher.counted).toContain('breaker things open')
  })

  test('keeps no other subgraph from being called', async () => {
    await fails(5)
    subgraph.behaves(answering({ other: true }))

    expect(await fetcher.fetch({ ...query(), subgraph: 'others' }, operationOf())).toEqual({
      data: { other: true },
    })
  })

  test('is tried by one call after the pause, and called again when that is answered', async () => {
    const quick = fetcherOf(subgraph.url, { settings: { ...settings, breaker: { least: 5, pause: 1 } } })
    await fails(5, quick)
    subgraph.behaves(silent)
    const answers: Promise<unknown>[] = []
    // The pause is a millisecond of the clock, which may not have turned yet.
    while (subgraph.calls.length < 6) {
      const asked = quick.fetch(query({ probe: true }), operationOf())
      answers.push(asked.catch(() => 'refused'))
      await Promise.race([subgraph.arrived(6), asked.catch(() => {})])
    }
    const meanwhile = await failureOf(quick.fetch(query(), operationOf()))
    expect(meanwhile.fault).toBe('resting')
    subgraph.behaves(answering({ well: true }))
    await answering({ well: true })(await subgraph.arrived(6))
    expect((await Promise.all(answers)).at(-1)).toEqual({ data: { well: true } })

    expect(await quick.fetch(query(), operationOf())).toEqual({ data: { well: true } })
    expect(quick.counted.filter((counted) => counted.startsWith('breaker'))).toEqual([
      'breaker things closed',
      'breaker things open',
      'breaker things half-open',
      'breaker things closed',
    ])
    await quick.close()
  })
})

test.each<[string, (call: Arrived) => void]>([
  ['answers with errors', replying('{"errors":[{"message":"no"}]}')],
  ['answers with errors and a status of failure', replying('{"data":null,"errors":[{"message":"no"}]}', 500)],
])('a subgraph that %s is well', async (_what, behaviour) => {
  subgraph.behaves(behaviour)
  for (let n = 0; n < 20; n += 1) await fetcher.fetch(query({ n }), operationOf())

  expect(subgraph.calls).toHaveLength(20)
})
