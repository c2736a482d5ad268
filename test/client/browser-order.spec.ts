import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { ownGateway } from '../gateway/own-gateway.ts'
import { tokenOf } from '../gateway/tokens.ts'
import { ordering, saved, type Ordering } from '../journeys/ordering.ts'
import { until } from '../support/until.ts'
import { openPage, withoutChromium } from './chromium.ts'
import { portalServer } from './portal-server.ts'

if (withoutChromium !== undefined) console.error(`Nothing is tried in a browser: ${withoutChromium}.`)
const described = withoutChromium === undefined ? describe : describe.skip

const milestones = [
  'ORDER_CAPTURED',
  'ORDER_VALIDATED',
  'ORDER_DECOMPOSED',
  'FULFILLMENT_STARTED',
  'SERVICE_ACTIVATED',
  'ORDER_COMPLETED',
]
const column = z.object({
  values: z.array(z.object({ milestone: z.string(), status: z.string(), customer: z.string().optional() })),
  gaps: z.array(z.string()),
  returns: z.array(z.string()),
  ended: z.string().optional(),
})
const columns = z.object({ websocket: column, sse: column, eventsource: column })

described('a portal in a real browser', () => {
  let scene: Ordering
  beforeAll(async () => {
    scene = await ordering()
  }, 120_000)

  const opened: { close(): Promise<void> }[] = []
  afterAll(async () => {
    for (const each of opened.reverse()) await each.close()
  })
  const gateway = async () => {
    const own = await ownGateway()
    opened.push({ close: own.stop })

    return own
  }

  test('follows an order to COMPLETED by both transports and its own EventSource, while gateways restart and break', async () => {
    const [first, second] = [await gateway(), await gateway()]
    const portal = await portalServer({
      gateway: first.url,
      asked: { query: saved('order-milestones'), variables: { customerId: scene.customerId } },
      token: () => tokenOf(scene.tenant, 'customer'),
    })
    opened.push(portal)
    const page = await openPage(portal.url)
    opened.push(page)
    const seen = async () => columns.parse(await page.evaluate('window.told'))
    const all = (what: string, is: (one: z.infer<typeof column>) => boolean) =>
      until(what, async () => Object.values(await seen()).every(is), { within: 60_000 })

    await until(
      'all three to follow',
      async () => first.subscriptions().upstreams > 0 && first.subscriptions().connections === 3,
    )
    // It stands still at the first outside system until that is asked what came of the work.
    await scene.behave('inventory', { behaviour: 'timeout-after-work', next: 1 })
    await scene.behave('inventory', { behaviour: 'unavailable', on: 'ask' })
    const orderId = await scene.placed()
    await all('the first milestones', ({ values }) => values.length === 4)

    portal.to(second.url)
    const stopping = first.stop()
    await until('all three to be at the second gateway', async () => second.subscriptions().connections === 3)
    await stopping
    await scene.behave('inventory', { behaviour: 'succeed', on: 'ask' })
    portal.cut()
    await all('the end of the order', ({ values }) => values.length === 6)
    await scene.completed(orderId)

    const { websocket, sse, eventsource } = await seen()
    for (const each of [websocket, sse, eventsource]) {
      expect(each.values.map(({ milestone }) => milestone)).toEqual(milestones)
      expect(each.values.at(-1)).toMatchObject({ status: 'COMPLETED', customer: expect.any(String) })
      expect(each.gaps).toEqual([])
      expect(each.ended).toBeUndefined()
      expect(each.returns.length).toBeGreaterThanOrEqual(2)
    }
    expect([websocket.returns[0], sse.returns[0]]).toEqual(['RECONNECT', 'RECONNECT'])
    expect((await page.picture()).length).toBeGreaterThan(1_000)
  }, 180_000)
})
