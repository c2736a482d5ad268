import { afterAll, beforeAll, describe, test } from '@jest/globals'
import { serveMetrics } from '@pactwork/gateway/observe/metrics-server'
import { newsScene, type NewsScene } from '../gateway/news-scene.ts'
import { until } from '../support/until.ts'
import { openPage, withoutChromium } from './chromium.ts'
import { newsDocument, newsReader } from './news-reader.ts'

if (withoutChromium !== undefined) console.error(`Nothing is tried in a browser: ${withoutChromium}.`)
const described = withoutChromium === undefined ? describe : describe.skip

described("the operators' page in a real browser", () => {
  let scene: NewsScene
  let served: Awaited<ReturnType<typeof serveMetrics>>
  let page: Awaited<ReturnType<typeof openPage>>
  beforeAll(async () => {
    scene = await newsScene()
    served = await serveMetrics(() => Promise.resolve(scene.metrics.registry), { port: 0, host: '127.0.0.1' })
    page = await openPage(`http://127.0.0.1:${served.port}/subscriptions`)
  })
  afterAll(async () => {
    await page.close()
    await served.stop()
    await scene.close()
  })
  const text = async (): Promise<string> => String(await page.evaluate('document.body.innerText'))
  const shows = (what: RegExp) => until(`the page to show ${what}`, async () => what.test(await text()))

  test('shows what is open, sent, waiting and missing, and renews itself', async () => {
    await shows(/0\s*connections/)
    scene.feed.tell(10)
    scene.feed.trim(5)
    const url = `${scene.url}/graphql`
    const token = (): Promise<string> => scene.token()
    const after = scene.feed.cursorOf(0, undefined)
    const readers = [
      newsReader({ url, token, after, name: 'portal' }),
      newsReader({ url, token, after, name: 'portal', transport: 'sse' }),
      newsReader({ url, token, after, name: 'desk', document: newsDocument.replace('News(', 'Ticker(') }),
    ]
    await until('all events', async () => readers.every(({ told }) => told.at(-1) === 10))

    await shows(/3\s*connections\s*2 websocket, 1 sse/)
    await shows(/3\s*subscriptions/)
    await shows(/18 in all/)
    await shows(/3\s*gaps told\s*3 TRIMMED/)
    await shows(/News\s+portal\s+2/)
    await shows(/Ticker\s+desk\s+1/)
    await shows(/Upstreams\s+subgraph\s+count\s+news\s+\d/)
    for (const reader of readers) reader.close()
    await shows(/0\s*subscriptions/)
    await shows(/sse\s+left\s+1/)
  })

  test('says when its gateway does not answer any more', async () => {
    await served.stop()

    await shows(/The gateway does not answer/)
  })
})
