import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { localBudgetStore, sharedBudgetStore } from '@pactwork/gateway/cache/budget-store'
import { unavailable } from '@pactwork/gateway/cache/redis'
import { privateRedis, withoutRedis, type PrivateRedis } from './redis-server.ts'
import { connected, loggedPort, patient, settings, slack, timed } from './redis-setting.ts'
import { until } from '../support/until.ts'

test('a Redis that is nowhere costs nothing and is told once', async () => {
  const { port, lines } = loggedPort('redis://127.0.0.1:1')
  const first = await timed(port.run((client) => client.ping()))
  await until('it has been tried', async () => port.state() === 'RESTING')
  for (let asked = 0; asked < 50; asked += 1) {
    const { value, took } = await timed(port.run((client) => client.ping()))
    expect(value).toBe(unavailable)
    expect(took).toBeLessThan(slack)
  }
  const rested = performance.now()
  await until('it has been tried again', async () => {
    await port.run((client) => client.ping())
    return performance.now() - rested > 3 * settings.restMs && port.state() === 'RESTING'
  })

  expect(first.value).toBe(unavailable)
  expect(first.took).toBeLessThan(slack)
  expect(lines).toEqual(['redis cannot be used; the gateway goes on without it'])
  const budget = sharedBudgetStore(port, settings)
  expect(await budget.take('k', 4, { capacity: 10, refillPerSecond: 1 })).toEqual({
    allowed: true,
    rest: 6,
    retryAfterSeconds: 0,
  })
  await port.close()
})

const described = withoutRedis === undefined ? describe : describe.skip

described(`a Redis that vanishes${withoutRedis ? ` (not here: ${withoutRedis})` : ''}`, () => {
  let redis: PrivateRedis
  beforeAll(async () => {
    redis = await privateRedis()
  })
  afterAll(() => redis.end())
  beforeEach(async () => {
    if (redis.process.state !== 'READY') await redis.process.restart()
  })

  test('by hanging: nobody waits longer than the deadline, then nobody at all; it comes back by itself', async () => {
    const { port, lines } = loggedPort(redis.url)
    await connected(port)
    redis.process.signal('SIGSTOP')

    const late = await Promise.all([1, 2, 3].map(() => timed(port.run((client) => client.ping()))))
    for (const { value, took } of late) {
      expect(value).toBe(unavailable)
      expect(took).toBeGreaterThanOrEqual(settings.commandMs - 1)
      expect(took).toBeLessThan(settings.commandMs + slack)
    }
    expect(port.state()).toBe('RESTING')
    const crowd = await timed(Promise.all(Array.from({ length: 500 }, () => port.run((c) => c.ping()))))
    expect(new Set(crowd.value)).toEqual(new Set([unavailable]))
    expect(crowd.took).toBeLessThan(slack)

    redis.process.signal('SIGCONT')
    await connected(port)
    expect(await port.run((client) => client.ping())).toBe('PONG')
    expect(lines).toEqual([
      'redis is used',
      'redis cannot be used; the gateway goes on without it',
      'redis is used',
    ])
    await port.close()
  })

  test('by being killed under traffic: every call is answered, none throws, and it comes back by itself', async () => {
    const { port } = loggedPort(redis.url)
    await connected(port)
    const seen = { answered: 0, without: 0, other: 0 }
    let over = false
    let longest = 0
    const caller = async (): Promise<void> => {
      while (!over) {
        const { value, took } = await timed(port.run((client) => client.echo('x')))
        if (value === 'x') seen.answered += 1
        else if (value === unavailable) seen.without += 1
        else seen.other += 1
        longest = Math.max(longest, took)
        // What is answered at once would never let anything else happen.
        await new Promise((next) => setImmediate(next))
      }
    }
    const more = async (what: 'answered' | 'without') => {
      const before = seen[what]
      await until(`more calls ${what}`, async () => seen[what] > before + 100)
    }

    const callers = Array.from({ length: 20 }, caller)
    try {
      await more('answered')
      await redis.process.kill()
      await more('without')
      await redis.process.start()
      await more('answered')
    } finally {
      over = true
      await Promise.all(callers)
      await port.close()
    }
    expect(seen.other).toBe(0)
    expect(longest).toBeLessThan(settings.commandMs + slack)
  })

  test('by refusing: what it refuses is unavailable, the rest is used', async () => {
    const { port, lines } = loggedPort(redis.url, patient)
    await connected(port)
    await port.run((client) => client.set('text', 'x'))

    for (let asked = 0; asked < 5; asked += 1)
      expect(await port.run((client) => client.incr('text'))).toBe(unavailable)
    expect(await port.run((client) => client.get('text'))).toBe('x')
    expect(port.state()).toBe('UP')
    expect(lines).toEqual(['redis is used', 'redis refuses a command'])
    await port.close()
  })

  test('with a wrong password is as good as none', async () => {
    const { port } = loggedPort(redis.url.replace(/:[^:@]*@/, ':wrong@'))
    await port.run((client) => client.ping())
    await until('it has been tried', async () => port.state() === 'RESTING')

    expect(await port.run((client) => client.ping())).toBe(unavailable)
    await port.close()
  })

  test('leaves each process budgets of its own, and one budget for all as soon as it is back', async () => {
    const [one, other] = [loggedPort(redis.url, patient).port, loggedPort(redis.url, patient).port]
    await Promise.all([connected(one), connected(other)])
    const stores = [sharedBudgetStore(one, settings), sharedBudgetStore(other, settings)]
    const bucket = { capacity: 30, refillPerSecond: 0.001 }
    const takeAll = async (key: string) => {
      const taken = await Promise.all(
        Array.from({ length: 50 }, () => stores.map((store) => store.take(key, 1, bucket))).flat(),
      )
      return taken.filter(({ allowed }) => allowed).length
    }

    expect(await takeAll('shared')).toBe(30)
    redis.process.signal('SIGSTOP')
    expect(await takeAll('shared')).toBe(60)
    redis.process.signal('SIGCONT')
    await Promise.all([connected(one), connected(other)])
    expect(await stores[0]?.take('shared', 1, bucket)).toMatchObject({ allowed: false, rest: 0 })
    await Promise.all([one.close(), other.close()])
  })

  test('counts as a process alone would, refill and all', async () => {
    const { port } = loggedPort(redis.url, patient)
    await connected(port)
    const shared = sharedBudgetStore(port, settings)
    let now = 0
    const local = localBudgetStore(10, () => now)
    const bucket = { capacity: 100, refillPerSecond: 0.0001 }
    for (const cost of [10, 0, 60, 31, 101, 30, 1, 0.5]) {
      now += 1
      expect(await shared.take('same', cost, bucket)).toEqual(await local.take('same', cost, bucket))
    }

    const fast = { capacity: 10, refillPerSecond: 20 }
    expect(await shared.take('fast', 10, fast)).toMatchObject({ allowed: true, rest: 0 })
    await until('half a second of refill', async () => (await shared.take('fast', 9, fast)).allowed)
    expect(await shared.take('fast', 9, fast)).toMatchObject({ allowed: false, retryAfterSeconds: 1 })
    const left = await port.run((client) => client.pttl(`${settings.prefix}budget:fast`))
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(1_500)
    await port.close()
  })
})
