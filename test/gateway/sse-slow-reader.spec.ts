import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { newsScene, type NewsScene } from './news-scene.ts'

const events = 400
const letters = 100_000
const query = 'subscription { news { ... on News { position text } ... on FeedGap { reason } } }'

let scene: NewsScene
beforeAll(async () => {
  scene = await newsScene({ settings: { bufferedEvents: 20 } })
})
afterAll(() => scene.close())

/** A response that nobody reads until `resume`. */
async function unread(): Promise<IncomingMessage> {
  const asking = request(`${scene.url}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${await scene.token()}`,
    },
  })
  asking.end(JSON.stringify({ query }))
  const [response]: IncomingMessage[] = await once(asking, 'response')
  if (!response) throw new Error('There was no response.')

  return response
}

test('who reads no events for a while is kept in bounded memory, and told every one of them afterwards', async () => {
  const response = await unread()
  await until('a follower', async () => scene.feed.followers() === 1)
  for (let told = 0; told < events; told += 10) {
    scene.feed.tell(10, undefined, letters)
    await new Promise(setImmediate)
  }
  await until('nothing more to be taken in', async () => scene.feed.followers() === 0)
  const { buffered } = await scene.overview()

  expect(buffered.events).toBeGreaterThan(0)
  expect(buffered.events).toBeLessThanOrEqual(20)
  let text = ''
  response.setEncoding('utf8').on('data', (more: string) => void (text += more))
  const positions = (): number[] =>
    [...text.matchAll(/"position":(\d+)/g)].map(([, position]) => Number(position))
  await until('all events', async () => positions().length >= events)

  expect(positions()).toEqual(Array.from({ length: events }, (_, index) => index + 1))
  expect((await scene.overview()).catchUps).toContainEqual({
    labels: { reason: 'full' },
    count: expect.any(Number),
  })
  response.destroy()
  await scene.quiet()
  expect((await scene.overview()).buffered).toEqual({ events: 0, bytes: 0 })
})
