import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { answering, fakeSubgraph, reply, replying, silent, type FakeSubgraph } from './fake-subgraph.ts'
import { failureOf, fetcherOf, mutation, operationOf, query, within } from './fetch-scene.ts'

let subgraph: FakeSubgraph
let fetcher: ReturnType<typeof fetcherOf>

// Calls are held until the test answers them.
beforeEach(async () => {
  subgraph = await fakeSubgraph(silent)
  fetcher = fetcherOf(subgraph.url)
})
afterEach(async () => {
  await subgraph.close()
  await fetcher.close()
})

const late = replying(
  '{"data":{"thing":null},"errors":[{"message":"late","path":["thing"],"extensions":{"code":"DEADLINE_EXCEEDED"}}]}',
)
const unauthenticated = replying('{"errors":[{"message":"no","extensions":{"code":"UNAUTHENTICATED"}}]}', 401)

/** Answers whatever comes by whose token it came with. */
const byToken = (): void =>
  subgraph.behaves(({ headers, response }) =>
    reply(response, JSON.stringify({ data: { for: headers.authorization } })),
  )

describe('the same query at once', () => {
  test('of 50 operations with the same rights is one call', async () => {
    const operations = Array.from({ length: 50 }, (_, n) =>
      operationOf({ token: `token-${n}`, correlationId: `correlation-${n}` }),
    )
    const answers = operations.map((operation) => fetcher.fetch(query({ id: 1 }), operation))
    await answering({ thing: { name: 'one' } })(await subgraph.arrived(1))

    expect(await Promise.all(answers)).toEqual(Array(50).fill({ data: { thing: { name: 'one' } } }))
    expect(subgraph.calls).toHaveLength(1)
    expect(operations.map(({ counts }) => [counts.fetches, counts.joined])).toEqual([
      [1, 0],
      ...Array(49).fill([0, 1]),
    ])
    expect(fetcher.counted.filter((counted) => counted === 'joined things')).toHaveLength(49)
  })

  test('is a call of its own where it has to be read after it was asked', async () => {
    const fresh = { ...query(), isFresh: true }
    const answers = [fetcher.fetch(query(), operationOf()), fetcher.fetch(fresh, operationOf())]
    await answering({ thing: { name: 'one' } })(await subgraph.arrived(1))
    await answering({ thing: { name: 'two' } })(await subgraph.arrived(2))
    const names = (await Promise.all(answers)).map(({ data }) => JSON.stringify(data))

    expect(names.toSorted()).toEqual(['{"thing":{"name":"one"}}', '{"thing":{"name":"two"}}'])
  })

  test('gives everybody an answer of his own to change', async () => {
    const [one, two, three] = [0, 1, 2].map(() => fetcher.fetch(query(), operationOf()))
    const spoiled = one?.then((answer) => {
      Object.assign(answer.data ?? {}, { list: [], more: true })
      answer.data = null
    })
    await replying('{"data":{"list":[{"a":1}]},"errors":[{"message":"m","extensions":{"c":1}}]}')(
      await subgraph.arrived(1),
    )
    await spoiled
    const whole = { data: { list: [{ a: 1 }] }, errors: [{ message: 'm', extensions: { c: 1 } }] }
    const [second, third] = [await two, await three]

    expect(second).toEqual(whole)
    expect(third).toEqual(whole)
    expect(second?.data?.['list']).not.toBe(third?.data?.['list'])
    expect(second?.errors?.[0]).not.toBe(third?.errors?.[0])
  })

  test('of 50 tenants is 50 calls, and nobody gets what is another’s', async () => {
    const tenants = Array.from({ length: 50 }, (_, n) => `tenant-${n}`)
    const answers = [...tenants, ...tenants].map((tenant) =>
      fetcher.fetch(query({ id: 1 }), operationOf({ tenant, rights: 'the same', sub: 'the same' })),
    )
    const calls = await subgraph.arrived(50).then(() => subgraph.calls)
    for (const { headers, response } of calls.toReversed())
      reply(response, JSON.stringify({ data: { for: headers.authorization } }))

    expect(await Promise.all(answers)).toEqual(
      [...tenants, ...tenants].map((tenant) => ({ data: { for: `Bearer token-of-${tenant}-the same` } })),
    )
    expect(subgraph.calls).toHaveLength(50)
  })

  test.each([
    ['of another subject', operationOf({ sub: 'bob', rights: 'acme/ann' }), query()],
    ['with other rights', operationOf({ rights: 'acme/ann/admin' }), query()],
    ['with other forwarded headers', operationOf({ forwarded: { 'accept-language': 'de' } }), query()],
    ['with other variables', operationOf(), query({ id: 2 })],
    ['by another document', operationOf(), query({}, 'query Q { other }')],
    ['by another operation of the document', operationOf(), { ...query(), operationName: 'R' }],
    ['of another subgraph', operationOf(), { ...query(), subgraph: 'others' }],
  ])('%s is another call', async (_what, operation, request) => {
    byToken()
    await Promise.all([fetcher.fetch(query(), operationOf()), fetcher.fetch(request, operation)])

    expect(subgraph.calls).toHaveLength(2)
    expect(operation.counts.joined).toBe(0)
  })

  test('is not the same later', async () => {
    byToken()
    await fetcher.fetch(query(), operationOf())
    await fetcher.fetch(query(), operationOf())

    expect(subgraph.calls).toHaveLength(2)
  })

  test('is a call each where joining is turned off', async () => {
    byToken()
    const apart = fetcherOf(subgraph.url, { settings: { joinQueries: false } })
    await Promise.all([apart.fetch(query(), operationOf()), apart.fetch(query(), operationOf())])

    expect(subgraph.calls).toHaveLength(2)
    await apart.close()
  })

  test('fails for all when it fails', async () => {
    const failures = Array.from({ length: 5 }, () => failureOf(fetcher.fetch(query(), operationOf())))
    await replying('garbage')(await subgraph.arrived(1))
    const [first, ...others] = await Promise.all(failures)

    expect(first?.fault).toBe('invalid')
    for (const other of others) expect(other).toBe(first)
    expect(subgraph.calls).toHaveLength(1)
  })
})

test('the same mutation at once is as many calls', async () => {
  byToken()
  await Promise.all(Array.from({ length: 10 }, () => fetcher.fetch(mutation(), operationOf())))

  expect(subgraph.calls).toHaveLength(10)
})

describe('a query after a mutation of its tenant', () => {
  test('does not wait for what was asked before the change', async () => {
    const before = fetcher.fetch(query(), operationOf())
    const asked = await subgraph.arrived(1)
    subgraph.behaves(answering({ changed: true }))
    await fetcher.fetch(mutation(), operationOf({ sub: 'bob' }))

    expect(await fetcher.fetch(query(), operationOf())).toEqual({ data: { changed: true } })
    await answering({ changed: false })(asked)
    expect(await before).toEqual({ data: { changed: false } })
  })

  test('of another tenant waits as ever', async () => {
    const one = fetcher.fetch(query(), operationOf())
    const asked = await subgraph.arrived(1)
    subgraph.behaves(answering({ changed: true }))
    await fetcher.fetch(mutation(), operationOf({ tenant: 'other' }))
    const two = fetcher.fetch(query(), operationOf())
    await answering({ one: 1 })(asked)

    expect([await one, await two]).toEqual([{ data: { one: 1 } }, { data: { one: 1 } }])
  })
})

describe('one in whose name all wait', () => {
  test('may leave: the others get their answer', async () => {
    const controller = new AbortController()
    const leader = failureOf(fetcher.fetch(query(), operationOf({ signal: controller.signal })))
    const call = await subgraph.arrived(1)
    const followers = [fetcher.fetch(query(), operationOf()), fetcher.fetch(query(), operationOf())]
    controller.abort()
    expect((await leader).fault).toBe('cancelled')
    await answering({ still: 'here' })(call)

    expect(await Promise.all(followers)).toEqual(Array(2).fill({ data: { still: 'here' } }))
    expect(subgraph.calls).toHaveLength(1)
  })

  test('may run out of time: the others have theirs', async () => {
    const leader = failureOf(fetcher.fetch(query(), within(100)))
    const call = await subgraph.arrived(1)
    const follower = fetcher.fetch(query(), within(30_000))
    expect((await leader).code).toBe('DEADLINE_EXCEEDED')
    await answering({ in: 'time' })(call)

    expect(await follower).toEqual({ data: { in: 'time' } })
  })

  test('may run out of time before a repeat: it is made for the others', async () => {
    const patient = fetcherOf(subgraph.url, { settings: { retries: { delay: 400 } } })
    const leader = failureOf(patient.fetch(query(), within(200)))
    const call = await subgraph.arrived(1)
    const follower = patient.fetch(query(), within(30_000))
    expect((await leader).code).toBe('DEADLINE_EXCEEDED')
    subgraph.behaves(answering({ second: true }))
    call.request.socket.resetAndDestroy()

    expect(await follower).toEqual({ data: { second: true } })
    await patient.close()
  })

  test('may have lost his token: the others ask for themselves', async () => {
    const leader = fetcher.fetch(query(), operationOf({ token: 'revoked' }))
    const call = await subgraph.arrived(1)
    const followers = ['second', 'third'].map((token) => fetcher.fetch(query(), operationOf({ token })))
    byToken()
    await unauthenticated(call)

    expect((await leader).errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED')
    expect(await Promise.all(followers)).toEqual([
      { data: { for: 'Bearer second' } },
      { data: { for: 'Bearer third' } },
    ])
  })

  test('may be told by the subgraph that his time is over: the others ask for theirs', async () => {
    const leader = fetcher.fetch(query(), within(5_000))
    const call = await subgraph.arrived(1)
    const followers = [fetcher.fetch(query(), within(30_000)), fetcher.fetch(query(), within(30_000))]
    subgraph.behaves(answering({ thing: 'in time' }))
    await late(call)

    expect((await leader).errors?.[0]?.extensions?.['code']).toBe('DEADLINE_EXCEEDED')
    expect(await Promise.all(followers)).toEqual(Array(2).fill({ data: { thing: 'in time' } }))
  })
})

describe('one who waits for another’s call', () => {
  test('has his own deadline', async () => {
    const leader = fetcher.fetch(query(), within(30_000))
    const call = await subgraph.arrived(1)
    expect((await failureOf(fetcher.fetch(query(), within(50)))).code).toBe('DEADLINE_EXCEEDED')
    await answering({ fine: true })(call)

    expect(await leader).toEqual({ data: { fine: true } })
  })

  test('may leave like the others: the last one ends the call', async () => {
    const controllers = [0, 1, 2].map(() => new AbortController())
    const failures = controllers.map(({ signal }) =>
      failureOf(fetcher.fetch(query(), operationOf({ signal }))),
    )
    const call = await subgraph.arrived(1)
    let closed = false
    void call.left.then(() => (closed = true))
    controllers[0]?.abort()
    controllers[1]?.abort()
    await Promise.all(failures.slice(0, 2))
    expect(closed).toBe(false)
    controllers[2]?.abort()
    await call.left

    expect((await Promise.all(failures)).map(({ fault }) => fault)).toEqual(Array(3).fill('cancelled'))
  })

  test('and comes when all have left, asks anew', async () => {
    const controller = new AbortController()
    const other = fetcher.fetch(query({ other: true }), operationOf())
    await subgraph.arrived(1)
    const gone = failureOf(fetcher.fetch(query(), operationOf({ signal: controller.signal })))
    const call = await subgraph.arrived(2)
    controller.abort()
    const next = fetcher.fetch(query(), operationOf())
    await Promise.all([gone, call.left])
    const joining = fetcher.fetch(query(), operationOf())
    await answering({ new: true })(await subgraph.arrived(3))

    expect(await Promise.all([next, joining])).toEqual(Array(2).fill({ data: { new: true } }))
    expect(subgraph.calls).toHaveLength(3)
    await answering({ other: true })(await subgraph.arrived(1))
    expect(await other).toEqual({ data: { other: true } })
  })
})
