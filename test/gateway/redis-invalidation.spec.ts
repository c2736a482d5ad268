import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { generationKeys } from '@pactwork/gateway/cache/generations'
import { startInvalidation } from '@pactwork/gateway/cache/invalidation'
import { unavailable, type RedisPort } from '@pactwork/gateway/cache/redis'
import { cachedFetch } from '@pactwork/gateway/cache/response-cache'
import type { CacheSettings } from '@pactwork/gateway/cache/settings'
import { noMetrics } from '@pactwork/gateway/observe/metrics'
import { decodeJwt } from 'jose'
import { Kafka, logLevel, Partitioners, type Admin, type Producer } from 'kafkajs'
import { pino } from 'pino'
import { importCatalog } from '../stack/journey/catalog.ts'
import { newTenant, sampleCatalog } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { callerOf, operationOf, rootFetch, source } from './redis-answers.ts'
import { privateRedis, withoutRedis, type PrivateRedis } from './redis-server.ts'
import { connected, loggedPort, patient, settings } from './redis-setting.ts'

const described = withoutRedis === undefined ? describe : describe.skip
const log = pino({ level: 'silent' })

described(`events that end kept answers${withoutRedis ? ` (not here: ${withoutRedis})` : ''}`, () => {
  const topic = `pactwork.tests.cache-${randomUUID()}.v1`
  let redis: PrivateRedis
  let port: RedisPort
  let kafka: Kafka
  let admin: Admin
  let producer: Producer
  let own: CacheSettings

  beforeAll(async () => {
    const { env } = await testStack()
    const brokers = (env['PACTWORK_KAFKA_BROKERS'] ?? '').split(',')
    own = {
      ...settings,
      brokers,
      group: `tests-${randomUUID()}`,
      invalidates: [{ topic, event: 'ThingChanged', ends: ['Thing'] }],
    }
    kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING })
    admin = kafka.admin()
    producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await Promise.all([admin.connect(), producer.connect()])
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: true })
    redis = await privateRedis()
    port = loggedPort(redis.url, patient).port
    await connected(port)
  })
  afterAll(async () => {
    await admin.deleteTopics({ topics: [topic] })
    await Promise.all([admin.disconnect(), producer.disconnect()])
    await port.close()
    await redis.end()
  })

  const changed = (tenantId: string, type = 'ThingChanged') =>
    producer.send({ topic, messages: [{ value: JSON.stringify({ type, tenantId, payload: {} }) }] })

  const committed = async (): Promise<number> => {
    const [found] = await admin.fetchOffsets({ groupId: own.group, topics: [topic] })
    return (found?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)
  }

  test('reach the answers of their tenant, soon, and of no other', async () => {
    const { fetch, state } = source()
    const cached = cachedFetch(fetch, { redis: port, settings, graphHash: () => 'g', metrics: noMetrics })
    const seen = async (tenant: string) =>
      JSON.stringify(await cached(rootFetch(), operationOf(callerOf(tenant))))
    const invalidation = startInvalidation({ redis: port, settings: own, log })
    await invalidation.following
    await Promise.all([seen('a'), seen('b')])
    state.version = 2
    await until('both are kept', async () => {
      const kept = await Promise.all([seen('a'), seen('b')])
      return kept.every((text) => text.includes('thing 1'))
    })

    await changed('a', 'SomethingElse')
    await changed('a')
    await until('the tenant sees its change', async () => (await seen('a')).includes('thing 2'))
    expect(await seen('b')).toContain('thing 1')
    await invalidation.stop()
  })

  test('wait for a Redis that is away, and count as met only then', async () => {
    const invalidation = startInvalidation({ redis: port, settings: own, log })
    await invalidation.following
    const key = generationKeys(own.prefix).ofType('c', 'Thing')
    const before = await until('what came before is met', async () => (await committed()) || false)
    await redis.process.kill()
    await changed('c')
    const tried = performance.now()
    await until('it has been tried for a while', async () => {
      expect(await committed()).toBe(before)
      return performance.now() - tried > 1_500
    })

    await redis.process.start()
    await until('Redis has heard of it', async () => {
      const word = await port.run((client) => client.get(key))
      return word !== unavailable && word !== null
    })
    await until('the event counts as met', async () => (await committed()) === before + 1)
    await invalidation.stop()
  })

  test('that may have been missed end everything that was kept before', async () => {
    const { all } = generationKeys(own.prefix)
    await connected(port)
    await port.run((client) => client.set(all, 'before'))
    const invalidation = startInvalidation({ redis: port, settings: own, log })
    await until('everything is ended', async () => {
      const word = await port.run((client) => client.get(all))
      return word !== unavailable && word !== 'before'
    })
    await invalidation.stop()
  })

  test('of Pactwork do: a publication of the catalog ends what its tenant has of offerings', async () => {
    const { invalidates } = settings
    const invalidation = startInvalidation({ redis: port, settings: { ...own, invalidates }, log })
    await invalidation.following
    const tenant = await newTenant('cache')
    // What a token calls the tenant is what its events call it.
    const { token = '' } = await tenant.as('catalog-manager')
    expect(decodeJwt(token)['tenant']).toBe(tenant.id)
    await importCatalog(tenant, sampleCatalog, () => {})
    await until('the generation of its offerings has changed', async () => {
      const word = await port.run((client) =>
        client.get(generationKeys(own.prefix).ofType(tenant.id, 'ProductOffering')),
      )
      return word !== unavailable && word !== null
    })
    await invalidation.stop()
  })
})
