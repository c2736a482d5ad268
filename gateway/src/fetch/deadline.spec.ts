import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { answering, fakeSubgraph, silent, type FakeSubgraph } from './fake-subgraph.ts'
import { failureOf, fetcherOf, mutation, operationOf, query, within } from './fetch-scene.ts'

let subgraph: FakeSubgraph
let fetcher: ReturnType<typeof fetcherOf>

beforeEach(async () => {
  subgraph = await fakeSubgraph(silent)
  fetcher = fetcherOf(subgraph.url)
})
afterEach(async () => {
  await subgraph.close()
  await fetcher.close()
})

describe.each([
  ['a query', query],
  ['a mutation', mutation],
])('the deadline of %s', (_what, request) => {
  test('ends the call, and says that a command may have been carried out', async () => {
    const operation = within(100)
    const failed = await failureOf(fetcher.fetch(request(), operation))
    await subgraph.calls[0]?.left

    expect(failed).toMatchObject({ code: 'DEADLINE_EXCEEDED', fault: 'deadline' })
    expect(failed.message).toMatch(/may still have been carried out.*idempotency key/)
    expect(operation.counts.retries).toBe(0)
    expect(fetcher.counted).toContain('fetched things deadline')
  })

  test('ends an answer that is on its way', async () => {
    subgraph.behaves(({ response }) => void response.write('{"data":'))
    const failed = await failureOf(fetcher.fetch(request(), within(100)))
    await subgraph.calls[0]?.left

    expect(failed.code).toBe('DEADLINE_EXCEEDED')
  })

  test('is shared: what comes after it makes no call', async () => {
    const operation = within(50)
    await failureOf(fetcher.fetch(request({ n: 1 }), operation))
    const failed = await failureOf(fetcher.fetch(request({ n: 2 }), operation))

    expect(failed.code).toBe('DEADLINE_EXCEEDED')
    expect(subgraph.calls).toHaveLength(1)
    expect(operation.counts.fetches).toBe(1)
  })
})

describe.each([
  ['a query', query],
  ['a mutation', mutation],
])('a client that leaves %s', (_what, request) => {
  test('ends the call: the subgraph sees the connection close', async () => {
    const controller = new AbortController()
    const failed = failureOf(fetcher.fetch(request(), operationOf({ signal: controller.signal })))
    const call = await subgraph.arrived(1)
    controller.abort()
    await call.left

    expect(await failed).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', fault: 'cancelled' })
    expect(fetcher.counted).toContain('fetched things cancelled')
  })

  test('before the call has a connection, is not called for any more', async () => {
    const narrow = fetcherOf(subgraph.url, { settings: { connections: 1 } })
    const controller = new AbortController()
    const first = narrow.fetch(request({ n: 1 }), operationOf())
    const call = await subgraph.arrived(1)
    const second = failureOf(narrow.fetch(request({ n: 2 }), operationOf({ signal: controller.signal })))
    // By the next turn of the loop the call waits for the connection.
    await turn()
    controller.abort()
    await second
    subgraph.behaves(answering({ n: 3 }))
    const third = narrow.fetch(request({ n: 3 }), operationOf())
    await answering({ n: 1 })(call)

    expect([await first, await third]).toEqual([{ data: { n: 1 } }, { data: { n: 3 } }])
    expect(subgraph.calls.map(({ body }) => body.variables['n'])).toEqual([1, 3])
    await narrow.close()
  })

  test('before the call, makes none', async () => {
    const failed = await failureOf(fetcher.fetch(request(), operationOf({ signal: AbortSignal.abort() })))

    expect(failed.fault).toBe('cancelled')
    expect(subgraph.calls).toHaveLength(0)
  })

  test('a hundred times, is no sign that the subgraph is ill', async () => {
    for (let n = 0; n < 100; n += 1) {
      const controller = new AbortController()
      const failed = failureOf(fetcher.fetch(request({ n }), operationOf({ signal: controller.signal })))
      await subgraph.arrived(n + 1)
      controller.abort()
      await failed
    }
    subgraph.behaves(answering({ ok: true }))

    expect(await fetcher.fetch(request(), operationOf())).toEqual({ data: { ok: true } })
    expect(fetcher.counted).not.toContain('breaker things open')
  })
})
