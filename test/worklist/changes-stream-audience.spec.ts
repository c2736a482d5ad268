import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { uuidOf } from '@pactwork/kernel/ids'
import { following, followStream } from '../quote/stream-follower.ts'
import { gateway } from '../support/graph.ts'
import { until } from '../support/until.ts'
import { desk, told, worklistChanges, type Desk } from './stream-desk.ts'

let place: Desk
let clerk: string
beforeAll(async () => {
  place = await desk()
  clerk = await place.tokenOf('clerk')
}, 60_000)
afterAll(() => place.close())

const all = { last: 100 }

describe('who is told what happens to a work item', () => {
  test('SEC-09 the members of its queue, those who may decide, nobody else; their own comes all the same', async () => {
    const elsewhere = await desk()
    await following(place.approver.token, worklistChanges, all, (approver) =>
      following(place.operations.token, worklistChanges, all, (operations) =>
        following(elsewhere.approver.token, worklistChanges, all, async (stranger) => {
          const approval = await place.opened('approvers')
          await approver.one('the approval', ({ item }) => item?.id === approval.workItemId)
          const fallout = await place.opened('order-operations', 'FALLOUT')
          const theirs = await elsewhere.opened('approvers')

          expect(await operations.first(1)).toMatchObject([{ item: { id: fallout.workItemId } }])
          expect(await stranger.first(1)).toMatchObject([{ item: { id: theirs.workItemId } }])
          await place.ended(approval, 'CANCELLED', 'Nothing is to be done.')
          expect(told(await approver.first(2))).toEqual(['OPENED approvers', 'CLOSED approvers'])
          expect(told(operations.seen())).toEqual(['OPENED order-operations'])
          expect(told(stranger.seen())).toEqual(['OPENED approvers'])
        }),
      ),
    )
    await elsewhere.close()
  })

  test('the queue that it left is told so, and no more of it', async () => {
    await following(clerk, worklistChanges, all, async (follower) => {
      const { workItemId } = await place.opened('approvers')
      const from = (await follower.one('it', ({ item }) => item?.id === workItemId))['cursor']
      await place.approver.carry('escalateWorkItem', { workItemId, reason: 'Too much for us.' })
      await place.approver.carry('claimWorkItem', { workItemId })
      await following(
        place.approver.token,
        worklistChanges,
        { filter: { mine: true }, last: 1 },
        (approver) => approver.one('the claim', ({ item }) => item?.id === workItemId),
      )
      await place.opened('approvers')

      await following(clerk, worklistChanges, { after: from }, async (resumed) => {
        const [left, next] = await resumed.first(2)
        expect(left).toMatchObject({ change: 'ESCALATED', formerQueue: 'approvers', item: null })
        expect(next).toMatchObject({ change: 'OPENED', queue: 'approvers', item: { id: expect.any(String) } })
        expect((await follower.first(4)).slice(-2)).toEqual([left, next])
      })
    })
  })

  test.concurrent('whoever has left the group is told nothing from then on, and again when back', async () => {
    const own = await desk()
    const ownClerk = await own.tokenOf('clerk')
    await own.opened('approvers')
    const { id } = (await (await gateway(ownClerk)).data('{ me { id } }'))['me']
    const inGroups = (groups: string) =>
      own.change(
        `update access.user_account set groups = '${groups}' where tenant_id = $1 and id = '${uuidOf('usr', id)}'`,
      )
    await following(own.approver.token, worklistChanges, { last: 1 }, async (approver) => {
      await approver.first(1)
      const follower = await followStream(ownClerk, worklistChanges, { last: 1 })
      await follower.first(1)
      await inGroups('{late-shift}')
      const withdrawnAt = Date.now()
      await until(
        'the five seconds within which it takes effect to be over',
        async () => Date.now() - withdrawnAt > 5_000,
      )
      const { workItemId: missed } = await own.opened('approvers')
      await approver.one('it', ({ item }) => item?.id === missed)
      // Each change is judged when it is told: this one comes behind it, so that one was passed over before.
      const { workItemId: behind } = await own.opened('late-shift')
      await follower.one('what came behind it', ({ item }) => item?.id === behind)
      await inGroups('{approvers,late-shift}')
      const back = await until('somebody back in the group to be told', async () => {
        const { workItemId } = await own.opened('approvers')
        await approver.one('it', ({ item }) => item?.id === workItemId)
        return follower.seen().find(({ item }) => item?.id === workItemId)
      })

      expect(back).toMatchObject({ change: 'OPENED', queue: 'approvers' })
      expect(follower.seen().map(({ item }) => item?.id)).not.toContain(missed)
      await follower.leave()
    })
    await own.close()
  })

  test.concurrent('taken out of the group by an administrator it ends within five seconds; taken in again the rest comes', async () => {
    const own = await desk()
    const admin = await own.tenant.as('admin')
    const before = await own.tokenOf('clerk')
    const { id: userId } = (await (await gateway(before)).data('{ me { id } }'))['me']
    const change = { userId, group: 'approvers', reason: 'Another shift.' }
    await own.opened('approvers')
    const cursor = await following(before, worklistChanges, all, async (follower) => {
      const [first] = await follower.first(1)
      await admin.carry('removeFromGroup', change)
      const removedAt = Date.now()
      await until('the stream to end', async () => follower.isOver(), { every: 50 })
      expect(Date.now() - removedAt).toBeLessThan(5_000)
      await own.opened('approvers')
      await following(own.approver.token, worklistChanges, all, (control) => control.first(2))
      expect(told(follower.seen())).toEqual(['OPENED approvers'])

      return first?.['cursor'] as string
    })

    await following(await own.tokenOf('clerk'), worklistChanges, { after: cursor }, async (outside) => {
      await own.opened('approvers')
      await following(own.approver.token, worklistChanges, all, (control) => control.first(3))
      await own.opened('late-shift')
      expect(told(await outside.first(1))).toEqual(['OPENED late-shift'])
    })
    await admin.carry('addToGroup', change)
    await following(await own.tokenOf('clerk'), worklistChanges, { after: cursor }, async (back) => {
      expect(told(await back.first(3))).toEqual(['OPENED approvers', 'OPENED approvers', 'OPENED late-shift'])
    })
    await own.close()
  })

  test.concurrent('a role withdrawn in mid-stream ends it; without one it does not begin', async () => {
    const own = await desk()
    const admin = await own.tenant.as('admin')
    const { me } = await own.approver.data('{ me { id } }')
    await following(await own.tokenOf('customer'), worklistChanges, all, (customer) =>
      following(own.approver.token, worklistChanges, all, async (follower) => {
        await own.opened('approvers')
        await follower.first(1)
        await admin.carry('withdrawRole', { userId: me.id, role: 'APPROVER', reason: 'Another job.' })
        await until('the subscription to end', async () => follower.isOver(), { within: 10_000 })
        await own.opened('approvers')
        await following(await own.tokenOf('supervisor'), worklistChanges, all, (supervisor) =>
          supervisor.first(2),
        )

        expect(told(follower.seen())).toEqual(['OPENED approvers'])
        expect(await customer.refusal()).toContain('DENIED')
      }),
    )
    await own.close()
  })
})
