import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Data } from '../stack/graph-client.ts'
import { salesScene, type Scene } from './scene.ts'
import { following, followStream } from './stream-follower.ts'
import { businessDayIs, daysAfter, dearer, decide, quoteChanges, timePasses, told } from './stream-walk.ts'

let scene: Scene
let quoteId: string
/** Everything that happened to one quote, as it was told while it happened. */
let story: Data[]

const chapters = [
  'REPRICED 1',
  'STALE 1',
  'REPRICED 1',
  'STALE 1',
  'REPRICED 1',
  'REJECTED 1',
  'STALE 2',
  'REPRICED 2',
  'APPROVED 2',
  'EXPIRING 2',
  'EXPIRED 2',
]

beforeAll(async () => {
  scene = await salesScene()
  const { sales } = scene
  const follower = await followStream(sales.token, quoteChanges)
  const line = await scene.priced({ basisPoints: 1_900 })
  quoteId = line.quoteId
  await sales.carry('discountQuoteLine', { ...line, basisPoints: 1_800, reason: 'A little less.' })
  await sales.carry('changeQuoteTerm', { quoteId, termMonths: 24 })
  await sales.carry('priceQuote', { quoteId })
  await scene.publish((text, path) => (path.includes('category') ? text.replace('Proof', 'A proof') : text))
  await scene.publish(dearer)
  await follower.first(4)
  await sales.carry('priceQuote', { quoteId })
  await sales.carry('submitQuote', { quoteId })
  await decide(scene, 'rejectQuote', quoteId, 1)
  await scene.inState(quoteId, 'REJECTED')
  await sales.carry('reviseQuote', { quoteId, reason: 'A smaller discount.' })
  await sales.carry('discountQuoteLine', { ...line, basisPoints: 1_200, reason: 'A first order.' })
  await sales.carry('priceQuote', { quoteId })
  await sales.carry('submitQuote', { quoteId })
  await decide(scene, 'approveQuote', quoteId, 2)
  await scene.inState(quoteId, 'APPROVED')

  const { validUntil } = await scene.seen(quoteId, 'validUntil')
  const toldOf = (change: string) => async () => told(follower.seen()).includes(`${change} 2`)
  await businessDayIs(scene, daysAfter(validUntil, -2))
  await timePasses(scene, 'quote.announce-expiry', 'the offer to be expiring', toldOf('EXPIRING'))
  await businessDayIs(scene, daysAfter(validUntil, 1))
  await timePasses(scene, 'quote.expire', 'the offer to expire', toldOf('EXPIRED'))
  story = await follower.first(chapters.length)
  await follower.leave()
}, 240_000)

describe('what happens to a quote', () => {
  test('is told once and in order, whatever else happens to it', () => {
    expect(told(story)).toEqual(chapters)
    expect(new Set(story.map(({ cursor }) => cursor)).size).toBe(chapters.length)
    expect(story.every(({ quote }) => quote.id === quoteId)).toBe(true)
    const times = story.map(({ occurredAt }) => occurredAt)
    expect(times).toEqual(times.toSorted((one, other) => one.localeCompare(other)))
  })

  test('M35 a price goes stale once, with what made it stale; a publication that leaves its facts equal does not', () => {
    const reasons: Data[][] = story
      .filter(({ change }) => change === 'STALE')
      .map((value) => value['reasons'])

    expect(reasons[0]).toEqual([{ fact: 'quote', was: null, is: 'LINE_DISCOUNTED' }])
    expect(reasons[1]).toContainEqual({
      fact: expect.stringMatching(/\.prices\.pop_\w+\.amount$/),
      was: expect.any(String),
      is: expect.any(String),
    })
    expect(reasons[2]).toEqual([{ fact: 'quote', was: null, is: 'REVISED' }])
  })

  test('says until when, and which request was the cause', async () => {
    const { timeline } = await scene.seen(
      quoteId,
      'timeline(first: 100) { edges { node { type correlationId revision } } }',
    )
    const causes = (type: string): string[] =>
      timeline.edges.flatMap(({ node }: Data) => (node.type === type ? [node.correlationId] : []))
    const of = (change: string) => story.filter((value) => value['change'] === change)

    expect(of('REPRICED').map(({ correlationId }) => correlationId)).toEqual(causes('QuotePriced'))
    expect(of('EXPIRED').map(({ correlationId }) => correlationId)).toEqual(causes('QuoteExpired'))
    expect(of('STALE')[1]?.['correlationId']).toBe(causes('QuotePriceStaled')[0])
    expect(of('EXPIRING')[0]?.['validUntil']).toBe(of('APPROVED')[0]?.['validUntil'])
    expect(of('REJECTED')[0]?.['validUntil']).toBeNull()
  })

  test('cut behind each change and resumed by its cursor, the rest comes as it was', async () => {
    for (const [at, { cursor }] of story.slice(0, -1).entries())
      await following(scene.sales.token, quoteChanges, { after: cursor }, async (follower) => {
        expect(await follower.first(story.length - at - 1)).toEqual(story.slice(at + 1))
      })
  })

  test('a filter by kinds narrows what was and what comes', async () => {
    const filter = { quoteId, change: ['APPROVED', 'STALE'] }
    await following(scene.sales.token, quoteChanges, { filter, last: 2 }, async (follower) => {
      expect(told(await follower.first(2))).toEqual(['STALE 2', 'APPROVED 2'])
      await scene.sales.carry('reviseQuote', { quoteId, reason: 'They asked again.' })
      await scene.sales.carry('priceQuote', { quoteId })
      const { lines } = await scene.seen(quoteId, 'lines { id }')
      await scene.sales.carry('discountQuoteLine', {
        quoteId,
        lineId: lines[0].id,
        basisPoints: 100,
        reason: 'Less.',
      })
      expect(told(await follower.first(4))).toEqual(['STALE 2', 'APPROVED 2', 'STALE 3', 'STALE 3'])
    })
  })
})
