import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { endGenerations, generationKeys } from '@pactwork/gateway/cache/generations'
import { unavailable, type RedisPort } from '@pactwork/gateway/cache/redis'
import { cachedFetch } from '@pactwork/gateway/cache/response-cache'
import {
  FetchFailed,
  type SubgraphFetch,
  type SubgraphRequest,
} from '@pactwork/gateway/execute/subgraph-fetch'
import { noMetrics } from '@pactwork/gateway/observe/metrics'
import { callerOf, entityFetch, operationOf, rootFetch, source } from './redis-answers.ts'
import { privateRedis, withoutRedis, type PrivateRedis } from './redis-server.ts'
import { connected, loggedPort, patient, settings, slack, timed } from './redis-setting.ts'
import { until } from '../support/until.ts'

const keys = generationKeys(settings.prefix)
const described = withoutRedis === undefined ? describe : describe.skip

test('without any Redis every fetch is a plain one', async () => {
  const { port } = loggedPort('redis://127.0.0.1:1')
  const { fetch, asked } = source()
  const cached = cachedFetch(fetch, { redis: port, settings, graphHash: () => 'g', metrics: noMetrics })
  for (let time = 0; time < 3; time += 1)
    expect(await cached(rootFetch(), operationOf(callerOf('a')))).toEqual({
      data: { thing: { id: '1', name: 'thing 1 for a' } },
    })

  expect(asked).toEqual(['1', '1', '1'])
  await port.close()
})

described(`kept answers${withoutRedis ? ` (not here: ${withoutRedis})` : ''}`, () => {
  let redis: PrivateRedis
  let port: RedisPort
  let counted: string[]
  let graph: string
  const a = callerOf('a')

  /** One more gateway on the same Redis. */
  const gateway = (fetch: SubgraphFetch, on = port, changed: Partial<typeof settings> = {}) =>
    cachedFetch(fetch, {
      redis: on,
      settings: { ...settings, ...changed },
      graphHash: () => graph,
      metrics: { ...noMetrics, cache: (outcome) => void counted.push(outcome) },
    })
  const count = (outcome: string) => counted.filter((one) => one === outcome).length
  const stored = (times: number) => until(`${times} answers stored`, async () => count('stored') >= times)
  const answers = async (): Promise<string[]> => {
    const found = await port.run((client) => client.keys(`${settings.prefix}answer:*`))
    return found === unavailable ? [] : found
  }

  beforeAll(async () => {
    redis = await privateRedis()
  })
  afterAll(() => redis.end())
  beforeEach(async () => {
    port = loggedPort(redis.url, patient).port
    counted = []
    graph = 'g'
    await connected(port)
    await port.run((client) => client.flushall())
  })
  afterEach(() => port.close())

  test('are served again, by every gateway, as they were', async () => {
    const { fetch, asked } = source()
    const first = await gateway(fetch)(rootFetch(), operationOf(a))
    await stored(1)
    const operation = operationOf(a)
    const again = await gateway(fetch)(rootFetch(), operation)

    expect(again).toEqual(first)
    expect(asked).toEqual(['1'])
    expect(operation.counts.cached).toBe(1)
    expect(counted).toEqual(['miss', 'stored', 'hit'])
  })

  test('are of one tenant, one graph, one set of rights: fifty tenants asking the same never meet', async () => {
    const { fetch, asked } = source()
    const gateways = [gateway(fetch), gateway(fetch), gateway(fetch)]
    const tenants = Array.from({ length: 50 }, (_, index) => `tenant-${index}`)
    for (let round = 0; round < 4; round += 1) {
      const all = tenants.flatMap((tenant) =>
        gateways.flatMap((cached) =>
          [rootFetch(), entityFetch(['1', '2'])].map(async (request) => {
            const { data } = await cached(request, operationOf(callerOf(tenant)))
            const own = `thing 1 for ${tenant}`
            return JSON.stringify(data) ===
              JSON.stringify(
                request.cache && 'id' in request.variables
                  ? { thing: { id: '1', name: own } }
                  : { _entities: ['1', '2'].map((id) => ({ id, name: own })) },
              )
              ? undefined
              : { tenant, data }
          }),
        ),
      )
      expect((await Promise.all(all)).filter((wrong) => wrong !== undefined)).toEqual([])
      await stored(50 * 3)
    }
    expect(count('hit')).toBeGreaterThanOrEqual(50 * 3 * 3 * 2)
    expect(asked.length).toBeLessThanOrEqual(50 * 3 * 2)

    graph = 'h'
    await gateways[0]?.(rootFetch(), operationOf(callerOf('tenant-0')))
    await gateways[0]?.(rootFetch(), operationOf(callerOf('tenant-0', { roles: ['reader', 'admin'] })))
    expect(asked.slice(-2)).toEqual(['1', '1'])
  })

  test('are shared by persons of equal rights when PUBLIC, and never when PRIVATE', async () => {
    const { fetch, asked } = source()
    const cached = gateway(fetch)
    const secret = rootFetch({ cache: { maxAge: 60, scope: 'PRIVATE', types: ['Thing'] } })
    await cached(rootFetch(), operationOf(a))
    await stored(1)
    await cached(rootFetch(), operationOf(callerOf('a', { sub: 'bob' })))
    expect(asked).toHaveLength(1)

    await cached(secret, operationOf(a))
    await stored(2)
    await cached(secret, operationOf(a))
    expect(asked).toHaveLength(2)
    await cached(secret, operationOf(callerOf('a', { sub: 'bob' })))
    expect(asked).toHaveLength(3)
  })

  test('of entities are kept one by one: only the missing ones are fetched, errors find their place', async () => {
    const { fetch, asked, state } = source()
    const cached = gateway(fetch)
    await cached(entityFetch(['1', 'none', '3']), operationOf(a))
    await stored(3)
    state.broken.add('4')
    state.version = 2

    const operation = operationOf(a)
    expect(await cached(entityFetch(['2', '3', '4', '1', 'none', '5']), operation)).toEqual({
      data: {
        _entities: [
          { id: '2', name: 'thing 2 for a' },
          { id: '3', name: 'thing 1 for a' },
          { id: '4', name: 'thing 2 for a' },
          { id: '1', name: 'thing 1 for a' },
          null,
          { id: '5', name: 'thing 2 for a' },
        ],
      },
      errors: [{ message: 'no 4', path: ['_entities', 2, 'name'] }],
    })
    expect(operation.counts.cached).toBe(3)
    await stored(5)
    await cached(entityFetch(['4', '5']), operationOf(a))
    expect(asked).toEqual(['1,none,3', '2,4,5', '4'])
  })

  test('of entities stand when the subgraph of the others does not answer', async () => {
    const { fetch } = source()
    await gateway(fetch)(entityFetch(['1']), operationOf(a))
    await stored(1)
    const down = gateway(() => Promise.reject(new FetchFailed('SUBGRAPH_UNAVAILABLE', 'It is down.')))

    expect(await down(entityFetch(['2', '1']), operationOf(a))).toEqual({
      data: { _entities: [null, { id: '1', name: 'thing 1 for a' }] },
      errors: [
        {
          message: 'It is down.',
          path: ['_entities', 0],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', correlationId: 'c-1' },
        },
      ],
    })
    await expect(down(entityFetch(['2', '3']), operationOf(a))).rejects.toBeInstanceOf(FetchFailed)
  })

  test('go when their age is over, whatever it is at most', async () => {
    const { fetch, asked } = source()
    const request = rootFetch({ cache: { maxAge: 1, scope: 'PUBLIC', types: ['Thing'] } })
    const bounded = gateway(fetch, port, { mostSeconds: 1 })
    for (const [cached, kept] of [
      [gateway(fetch), request],
      [bounded, rootFetch({ variables: { id: '2' } })],
    ] as const) {
      const before = asked.length
      await cached(kept, operationOf(a))
      await until('it has been fetched again', async () => {
        await cached(kept, operationOf(a))
        return asked.length === before + 2
      })
    }
    for (const key of await answers())
      expect(await port.run((client) => client.pttl(key))).toBeLessThanOrEqual(1_000)
  })

  test('are not kept when they are too large, have errors, or nobody said that they may be', async () => {
    const { fetch, state } = source()
    const cached = gateway(fetch)
    state.name = 'x'.repeat(settings.mostBytes)
    await cached(rootFetch(), operationOf(a))
    await cached(rootFetch({ cache: undefined }), operationOf(a))
    state.name = 'thing'
    const failing = gateway(async () => ({ data: { thing: null }, errors: [{ message: 'no' }] }))
    await failing(rootFetch({ variables: { id: '2' } }), operationOf(a))
    await cached(rootFetch({ variables: { id: '3' } }), operationOf(a))
    await stored(1)

    expect(await answers()).toHaveLength(1)
  })

  test('that are damaged, cut off or of another key are fetched again', async () => {
    const { fetch, asked } = source()
    const cached = gateway(fetch)
    const requests = ['1', '2', '3', '4'].map((id) => rootFetch({ variables: { id } }))
    const askAll = () => Promise.all(requests.map((request) => cached(request, operationOf(a))))
    const right = await askAll()
    await stored(4)
    const [one = '', two = '', three = '', four = ''] = await answers()
    await port.run(async (client) => {
      const text = (await client.get(one)) ?? ''
      await client.set(one, text.slice(0, -5))
      await client.set(two, text)
      await client.set(three, `${text.slice(0, 44)}{"thing":{"name":"forged"}}`)
      await client.del(four)
      await client.lpush(four, 'a list')
    })

    expect(await askAll()).toEqual(right)
    expect(asked).toHaveLength(8)
  })

  test('end with their generation, also those that were being fetched meanwhile', async () => {
    const { fetch, state } = source()
    const cached = gateway(fetch)
    const nameOf = async (request: SubgraphRequest = rootFetch()) =>
      JSON.stringify((await cached(request, operationOf(a))).data)
    const end = (key: string) => port.run((client) => endGenerations(client, [key]))

    for (const key of [keys.ofType('a', 'Thing'), keys.ofSubgraph('a', 'things'), keys.all]) {
      expect(await nameOf()).toContain(`thing ${state.version}`)
      await until('it is stored', async () => (await answers()).length > 0)
      const late = gateway(async (request, operation) => {
        const answer = await fetch(request, operation)
        state.version += 1
        await end(key)
        return answer
      })
      const other = rootFetch({ variables: { id: key } })
      const before = count('stored')
      await late(other, operationOf(a))
      await stored(before + 1)
      expect(await nameOf(other)).toContain(`thing ${state.version}`)
      expect(await nameOf()).toContain(`thing ${state.version}`)
    }

    await end(keys.ofType('b', 'Thing'))
    await end(keys.ofType('a', 'Other'))
    state.version += 1
    expect(await nameOf()).toContain(`thing ${state.version - 1}`)
  })

  test('are not revived when Redis forgets a generation', async () => {
    const { fetch, state } = source()
    const cached = gateway(fetch)
    await cached(rootFetch(), operationOf(a))
    await stored(1)
    await port.run((client) => endGenerations(client, [keys.ofType('a', 'Thing')]))
    state.version = 2
    await port.run((client) => client.del(keys.ofType('a', 'Thing')))

    expect(JSON.stringify(await cached(rootFetch(), operationOf(a)))).toContain('thing 2')
  })

  test('of a subgraph end for the tenant that has changed something there, even while Redis was away', async () => {
    const { fetch, state } = source()
    const cached = gateway(fetch)
    const seen = async (tenant: string) =>
      JSON.stringify(await cached(rootFetch(), operationOf(callerOf(tenant))))
    const change = async () => {
      state.version += 1
      await cached(rootFetch({ kind: 'mutation', cache: undefined }), operationOf(a))
    }
    await Promise.all([seen('a'), seen('b')])
    await stored(2)
    await change()
    expect(await seen('a')).toContain('thing 2')
    expect(await seen('b')).toContain('thing 1')
    await stored(3)

    redis.process.signal('SIGSTOP')
    while (port.state() === 'UP') await port.run((client) => client.ping())
    const { took } = await timed(change())
    expect(took).toBeLessThan(slack)
    redis.process.signal('SIGCONT')
    await connected(port)
    expect(await seen('a')).toContain('thing 3')
  })

  test('or plain fetches, never wrong ones, while Redis hangs, dies and comes back under traffic', async () => {
    const { fetch } = source()
    const ports = [loggedPort(redis.url).port, loggedPort(redis.url).port]
    await Promise.all(ports.map(connected))
    const gateways = ports.map((on) => gateway(fetch, on))
    let over = false
    let slowest = 0
    let asked = 0
    const wrong: unknown[] = []
    const client = async (cached: SubgraphFetch, tenant: string): Promise<void> => {
      while (!over) {
        const { value, took } = await timed(cached(entityFetch(['1', '2']), operationOf(callerOf(tenant))))
        const own = { name: `thing 1 for ${tenant}` }
        if (
          JSON.stringify(value) !==
          JSON.stringify({ data: { _entities: ['1', '2'].map((id) => ({ id, ...own })) } })
        )
          wrong.push(value)
        slowest = Math.max(slowest, took)
        asked += 1
      }
    }
    const clients = gateways.flatMap((cached) =>
      Array.from({ length: 10 }, (_, tenant) => client(cached, `t${tenant}`)),
    )
    const more = async (outcome: string) => {
      const before = count(outcome)
      await until(`more ${outcome}`, async () => count(outcome) > before + 50)
    }
    try {
      await more('hit')
      redis.process.signal('SIGSTOP')
      await more('unavailable')
      redis.process.signal('SIGCONT')
      await more('hit')
      await redis.process.kill()
      await more('unavailable')
      await redis.process.start()
      await more('hit')
    } finally {
      over = true
      await Promise.all(clients)
      await Promise.all(ports.map((one) => one.close()))
    }

    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(200)
    expect(slowest).toBeLessThan(settings.commandMs + 2 * slack)
  })
})
