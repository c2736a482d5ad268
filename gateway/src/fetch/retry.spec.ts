import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  answering,
  closedPort,
  fakeSubgraph,
  replying,
  resetting,
  silent,
  type Arrived,
  type Behaviour,
  type FakeSubgraph,
} from './fake-subgraph.ts'
import { failureOf, fetcherOf, mutation, operationOf, query } from './fetch-scene.ts'

let subgraph: FakeSubgraph
let fetcher: ReturnType<typeof fetcherOf>

beforeEach(async () => {
  subgraph = await fakeSubgraph()
  fetcher = fetcherOf(subgraph.url)
})
afterEach(async () => {
  await subgraph.close()
  await fetcher.close()
})

/** Behaves in one way the first time and answers after that. */
const first = (behaviour: Behaviour): Behaviour => {
  let calls = 0
  return (call) => {
    calls += 1
    return calls === 1 ? behaviour(call) : answering({ call: calls })(call)
  }
}

const closing = ({ request }: Arrived): void => void request.socket.destroy()

describe('a query', () => {
  test.each([
    ['was reset', resetting],
    ['was closed', closing],
  ])('is repeated once when its connection %s', async (_what, behaviour) => {
    subgraph.behaves(first(behaviour))
    const operation = operationOf()

    expect(await fetcher.fetch(query(), operation)).toEqual({ data: { call: 2 } })
    expect(subgraph.calls).toHaveLength(2)
    expect(operation.counts).toMatchObject({ fetches: 1, retries: 1 })
    expect(fetcher.counted).toEqual([
      'breaker things closed',
      'fetched things unavailable',
      'retried things',
      'fetched things answered',
    ])
  })

  test('is repeated when a kept connection turns out to be closed', async () => {
    await fetcher.fetch(query({ n: 1 }), operationOf())
    subgraph.behaves(first(closing))

    expect(await fetcher.fetch(query({ n: 2 }), operationOf())).toEqual({ data: { call: 2 } })
    expect(subgraph.calls).toHaveLength(3)
    expect(subgraph.connections()).toBe(2)
  })

  test('finds a subgraph that closed what it had kept, between two calls', async () => {
    for (let n = 0; n < 20; n += 1) {
      expect(await fetcher.fetch(query({ n }), operationOf())).toEqual({ data: { ok: true } })
      subgraph.server.closeIdleConnections()
    }
    expect(subgraph.calls).toHaveLength(20)
  })

  test('is not repeated a second time', async () => {
    subgraph.behaves(resetting)
    const operation = operationOf()
    await failureOf(fetcher.fetch(query(), operation))

    expect(subgraph.calls).toHaveLength(2)
    expect(operation.counts.retries).toBe(1)
  })

  test('is repeated where nobody listens', async () => {
    const nowhere = fetcherOf(`http://127.0.0.1:${await closedPort()}`)
    const operation = operationOf()
    const failed = await failureOf(nowhere.fetch(query(), operation))

    expect(failed.cause).toMatchObject({ code: 'ECONNREFUSED' })
    expect(operation.counts.retries).toBe(1)
    await nowhere.close()
  })

  test.each<[string, (call: Arrived) => void]>([
    [
      'an answer had begun',
      ({ response, request }) => void response.write('{"da', () => request.socket.destroy()),
    ],
    ['it was slow', silent],
    ['it was answered by garbage', replying('garbage', 503)],
    ['it was answered by an error', replying('{"errors":[{"message":"no"}]}', 500)],
  ])('is not repeated when %s', async (_what, behaviour) => {
    subgraph.behaves(behaviour)
    const hasty = fetcherOf(subgraph.url, { settings: { headersTimeout: 100 } })
    const operation = operationOf()
    await hasty.fetch(query(), operation).catch(() => {})

    expect(subgraph.calls).toHaveLength(1)
    expect(operation.counts.retries).toBe(0)
    await hasty.close()
  })

  test('is not repeated for a client that has left meanwhile', async () => {
    const patient = fetcherOf(subgraph.url, { settings: { retries: { delay: 3_600_000 } } })
    subgraph.behaves(resetting)
    const controller = new AbortController()
    const failed = failureOf(patient.fetch(query(), operationOf({ signal: controller.signal })))
    await (
      await subgraph.arrived(1)
    ).left
    controller.abort()

    expect((await failed).fault).toBe('cancelled')
    expect(subgraph.calls).toHaveLength(1)
    await patient.close()
  })
})

describe('a mutation', () => {
  test.each([
    ['was reset', resetting],
    ['was closed', closing],
  ])('is never repeated, though its connection %s', async (_what, behaviour) => {
    subgraph.behaves(first(behaviour))
    const operation = operationOf()
    const failed = await failureOf(fetcher.fetch(mutation(), operation))

    expect(failed.code).toBe('SUBGRAPH_UNAVAILABLE')
    expect(subgraph.calls).toHaveLength(1)
    expect(operation.counts).toMatchObject({ fetches: 1, retries: 0 })
  })

  test('is not repeated either when a kept connection turns out to be closed', async () => {
    await fetcher.fetch(mutation({ n: 1 }), operationOf())
    subgraph.behaves(first(closing))
    await failureOf(fetcher.fetch(mutation({ n: 2 }), operationOf()))

    expect(subgraph.calls).toHaveLength(2)
  })
})

test('a subgraph in trouble is not called twice as often: repeats have a budget', async () => {
  const bounded = fetcherOf(subgraph.url, {
    settings: { retries: { share: 0.2, least: 5 }, breaker: { least: 1_000_000 } },
  })
  subgraph.behaves(resetting)
  let retries = 0
  for (let n = 0; n < 100; n += 1) {
    const operation = operationOf()
    await failureOf(bounded.fetch(query({ n }), operation))
    retries += operation.counts.retries
  }

  expect(retries).toBe(20)
  expect(subgraph.calls).toHaveLength(120)
  await bounded.close()
})
