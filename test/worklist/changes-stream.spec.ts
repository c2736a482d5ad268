import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Data } from '../stack/graph-client.ts'
import { following, followStream } from '../quote/stream-follower.ts'
import { desk, told, worklistChanges, type Desk } from './stream-desk.ts'

let place: Desk
let ada: string
let item: { workItemId: string; about: string }
/** Everything that happened to two work items, as it was told while it happened. */
let story: Data[]

const chapters = [
  'OPENED approvers',
  'CLAIMED approvers',
  'RELEASED approvers',
  'CLAIMED approvers',
  'ESCALATED approval-directors',
  'CLAIMED approval-directors',
  'DECIDED approval-directors',
  'OPENED approvers',
  'CLOSED approvers',
]

beforeAll(async () => {
  place = await desk()
  const { approver } = place
  ada = (await approver.data('{ me { id } }'))['me'].id
  const follower = await followStream(approver.token, worklistChanges)
  const first = await place.opened('approvers')
  const { workItemId } = first
  item = first
  await approver.carry('claimWorkItem', { workItemId })
  await approver.carry('releaseWorkItem', { workItemId })
  await approver.carry('claimWorkItem', { workItemId })
  await approver.carry('claimWorkItem', { workItemId })
  await approver.carry('escalateWorkItem', { workItemId, reason: 'More than I may decide.' })
  await approver.carry('claimWorkItem', { workItemId })
  await place.ended(first, 'DONE', 'approved')
  await place.ended(first, 'DONE', 'approved')
  await follower.first(7)
  const second = await place.opened('approvers')
  await place.ended(second, 'CANCELLED', 'The quote was revised.')
  story = await follower.first(chapters.length)
  await follower.leave()
}, 120_000)
afterAll(() => place.close())

describe('what happens in a worklist', () => {
  test('is told once and in order, with who is and who was at it', () => {
    const by = { id: ada }

    expect(told(story)).toEqual(chapters)
    expect(new Set(story.map(({ cursor }) => cursor)).size).toBe(chapters.length)
    expect(new Set(story.slice(0, 7).map((value) => value['item'].id))).toEqual(new Set([item.workItemId]))
    expect(story[0]).toMatchObject({ kind: 'APPROVAL', about: item.about, claimedBy: null, outcome: null })
    expect(story[1]).toMatchObject({ claimedBy: by, formerlyClaimedBy: null })
    expect(story[2]).toMatchObject({ claimedBy: null, formerlyClaimedBy: by })
    expect(story[4]).toMatchObject({ formerQueue: 'approvers', claimedBy: null, formerlyClaimedBy: by })
    expect(story[6]).toMatchObject({ claimedBy: by, outcome: 'approved', formerQueue: null })
    expect(story[8]).toMatchObject({ claimedBy: null, outcome: 'The quote was revised.' })
  })

  test('cut behind each change and resumed by its cursor, the rest comes as it was', async () => {
    for (const [at, { cursor }] of story.slice(0, -1).entries())
      await following(place.approver.token, worklistChanges, { after: cursor }, async (follower) => {
        expect(await follower.first(story.length - at - 1)).toEqual(story.slice(at + 1))
      })
  })

  test.each([
    ['what one is or was at', { mine: true }, [1, 2, 3, 4, 5, 6]],
    ['a queue, and what left it', { queue: 'approvers' }, [0, 1, 2, 3, 4, 7, 8]],
    ['a queue, from what came to it on', { queue: 'approval-directors' }, [4, 5, 6]],
    ['both', { mine: true, queue: 'approval-directors' }, [4, 5, 6]],
  ])('a filter narrows to %s, and a cursor goes on within it', async (_, filter, places) => {
    const wanted = places.map((index) => ({ ...story[index], cursor: expect.any(String) }))
    await following(place.approver.token, worklistChanges, { filter, last: 100 }, async (follower) => {
      expect(await follower.first(places.length)).toEqual(wanted)
    })
    await following(place.approver.token, worklistChanges, { filter, last: 2 }, async (follower) => {
      const [{ cursor } = {}] = await follower.first(2)
      expect(follower.seen()).toEqual(wanted.slice(-2))
      await following(place.approver.token, worklistChanges, { filter, after: cursor }, async (next) => {
        expect(await next.first(1)).toEqual(follower.seen().slice(1))
      })
    })
  })
})

test('a filter narrows what comes from now on as well', async () => {
  const { approver } = place
  const queue = { filter: { queue: 'approval-directors' }, last: 1 }
  const mine = { filter: { mine: true }, last: 1 }
  await following(approver.token, worklistChanges, queue, (ofQueue) =>
    following(approver.token, worklistChanges, mine, async (ofMine) => {
      await Promise.all([ofQueue.first(1), ofMine.first(1)])
      const elsewhere = await place.opened('approvers')
      const { workItemId } = await place.opened('approval-directors')
      await approver.carry('claimWorkItem', { workItemId })

      expect(told(await ofQueue.first(3)).slice(1)).toEqual([
        'OPENED approval-directors',
        'CLAIMED approval-directors',
      ])
      expect(told(await ofMine.first(2)).slice(1)).toEqual(['CLAIMED approval-directors'])
      await place.ended(elsewhere, 'CANCELLED', 'Done.')
    }),
  )
})

test('M18 a cursor that cannot be served is one gap with its reason, then it goes on', async () => {
  const own = await desk()
  const { token } = own.approver
  const items = [await own.opened('approvers'), await own.opened('approvers')]
  const [first, second] = await following(token, worklistChanges, { last: 100 }, (follower) =>
    follower.first(2),
  )
  const after: string = first?.['cursor']

  await following(token, worklistChanges, { filter: { queue: 'approvers' }, after }, (other) =>
    following(token, worklistChanges, { filter: { mine: true }, after }, (ofMine) =>
      following(token, worklistChanges, { after: story[0]?.['cursor'] }, async (forged) => {
        await Promise.all([other.first(1), ofMine.first(1), forged.first(1)])
        await own.approver.carry('claimWorkItem', { workItemId: items[0]?.workItemId })

        expect(told(await other.first(2))).toEqual(['gap OTHER_FILTER', 'CLAIMED approvers'])
        expect(told(await ofMine.first(2))).toEqual(['gap OTHER_FILTER', 'CLAIMED approvers'])
        expect(told(await forged.first(2))).toEqual(['gap FORGED', 'CLAIMED approvers'])
      }),
    ),
  )

  const feed = `tenant_id = $1 and feed = 'work-item-changes'`
  await own.change(
    `update worklist.feed_head set trimmed_to = 2 where ${feed}`,
    `delete from worklist.feed_item where ${feed} and position <= 2`,
  )
  await following(token, worklistChanges, { after }, async (follower) => {
    expect(told(await follower.first(2))).toEqual(['gap TRIMMED', 'CLAIMED approvers'])
  })
  await own.change(
    `delete from worklist.feed_item where ${feed}`,
    `delete from worklist.feed_head where ${feed}`,
  )
  await own.opened('approvers')
  await following(token, worklistChanges, { after: second?.['cursor'] }, async (follower) => {
    expect(told(await follower.first(2))).toEqual(['gap NEW_EPOCH', 'OPENED approvers'])
  })
  await own.close()
})
