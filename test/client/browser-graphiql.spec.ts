import { afterAll, beforeAll, describe, test } from '@jest/globals'
import { ownGateway } from '../gateway/own-gateway.ts'
import { ordering, type Ordering } from '../journeys/ordering.ts'
import { until } from '../support/until.ts'
import { openPage, withoutChromium } from './chromium.ts'

if (withoutChromium !== undefined) console.error(`Nothing is tried in a browser: ${withoutChromium}.`)
const described = withoutChromium === undefined ? describe : describe.skip

const choose = (title: string): string => `{
  const select = document.querySelector('#operations select')
  select.value = [...select.options].find(({ text }) => text === '${title}').value
  select.dispatchEvent(new Event('change'))
}`
const lines = (pane: string): string =>
  `[...document.querySelectorAll('${pane} .view-line')].map((each) => each.innerText).join(' ')`

described('GraphiQL in a real browser', () => {
  let scene: Ordering
  let gateway: Awaited<ReturnType<typeof ownGateway>>
  let page: Awaited<ReturnType<typeof openPage>>
  beforeAll(async () => {
    scene = await ordering()
    gateway = await ownGateway({
      env: { PACTWORK_GATEWAY_DEVELOPMENT: 'on', PACTWORK_GATEWAY_PEOPLE_TENANTS: scene.tenant.slug },
    })
    page = await openPage(gateway.url)
  }, 120_000)
  afterAll(async () => {
    await page.close()
    await gateway.stop()
  })
  const shows = (pane: string, what: string) =>
    until(
      `${what} in the page`,
      async () =>
        String(await page.evaluate(lines(pane)))
          .replaceAll('\u00a0', ' ')
          .includes(what),
      { within: 60_000 },
    )
  const click = () => page.evaluate(`document.querySelector('.graphiql-execute-button').click()`)
  const follows = (count: number) =>
    until(`${count} upstreams`, async () => gateway.subscriptions().upstreams === count)

  test('subscribes to a saved operation as a persona, shows what comes, and leaves when it is stopped', async () => {
    await until('the saved operations', async () =>
      page.evaluate(`document.querySelector('#operations')?.hidden === false`),
    )
    await page.evaluate(choose('OrderMilestones'))
    await shows('.graphiql-query-editor', 'subscription OrderMilestones')
    await click()
    await follows(1)
    await scene.placed()
    await shows('.result-window', '"milestone": "ORDER_COMPLETED"')
    await click()

    await follows(0)
  }, 180_000)
})
