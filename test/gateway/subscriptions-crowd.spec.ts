import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { crowd, failuresOf } from '../performance/subscriptions/crowd.ts'
import { ownGateway } from './own-gateway.ts'

const milliseconds = 10_000

let gateway: Awaited<ReturnType<typeof ownGateway>>
beforeAll(async () => {
  gateway = await ownGateway()
})
afterAll(() => gateway.stop())

test('a hundred idle subscribers are told nothing of what twenty busy ones are told, and each what is its own', async () => {
  const found = await crowd({
    gatewayUrl: gateway.url,
    idle: 100,
    busy: 20,
    milliseconds,
    gateway: async () => ({
      connections: gateway.subscriptions().connections,
      resident: process.memoryUsage.rss(),
    }),
  })

  // Memory is bounded where the gateway is a process of its own: `npm run bench:subscriptions`.
  expect(failuresOf(found, Infinity)).toEqual([])
  expect(found).toMatchObject({ strays: 0, toldInTheEnd: 100, connections: 120 })
  expect(found.deliveries).toBe(found.changes * 20)
  expect(found.changes).toBeGreaterThan(10)
}, 120_000)
