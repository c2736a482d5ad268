import { expect, test } from '@jest/globals'
import { wordsOf } from '@pactwork/contracts/audience'
import { concernedBy, kindsSeenBy, mayWorkOn, queueAbove } from './queue.rules.ts'

const actor = (groups: string[], ...permissions: string[]) => ({ groups, permissions: new Set(permissions) })
const approval = { queue: 'approvers', kind: 'APPROVAL' }

test('a queue belongs to the group of its name, to supervisors and to those who may decide', () => {
  expect(mayWorkOn(approval, actor(['approvers']))).toBe(true)
  expect(mayWorkOn(approval, actor([], 'worklist:supervise'))).toBe(true)
  expect(mayWorkOn(approval, actor([], 'approval:decide'))).toBe(true)
  expect(mayWorkOn(approval, actor(['order-operations'], 'fallout:resolve'))).toBe(false)
})

test('the kinds somebody lists follow the same permissions', () => {
  expect(kindsSeenBy(new Set(['approval:decide']))).toEqual(['APPROVAL'])
  expect(kindsSeenBy(new Set(['worklist:supervise']))).toEqual(['APPROVAL', 'FALLOUT'])
  expect(kindsSeenBy(new Set())).toEqual([])
})

test('work goes up until the top', () => {
  expect(queueAbove('approvers')).toBe('approval-directors')
  expect(queueAbove('approval-directors')).toBeUndefined()
})

test('a change concerns who sees the item, the queue that it left, and who is or was at it', () => {
  const moved = {
    ...approval,
    queue: 'approval-directors',
    formerQueue: 'approvers' as string | null,
    claimedBy: null as string | null,
    formerlyClaimedBy: 'usr_ada',
  }
  const somebody = (id: string, groups: string[], ...permissions: string[]) => ({
    id,
    ...actor(groups, ...permissions),
  })
  const concerns = (told: typeof moved, one: ReturnType<typeof somebody>): boolean =>
    concernedBy(told).some((word) => wordsOf(one).includes(word))

  expect(concerns(moved, somebody('usr_1', ['approval-directors']))).toBe(true)
  expect(concerns(moved, somebody('usr_1', ['approvers']))).toBe(true)
  expect(concerns(moved, somebody('usr_1', [], 'approval:decide'))).toBe(true)
  expect(concerns(moved, somebody('usr_ada', []))).toBe(true)
  expect(concerns({ ...moved, claimedBy: 'usr_1' }, somebody('usr_1', []))).toBe(true)
  expect(concerns(moved, somebody('usr_1', ['order-operations'], 'fallout:resolve'))).toBe(false)
  expect(concerns({ ...moved, formerQueue: null }, somebody('usr_1', ['approvers']))).toBe(false)
})
