import { expect, test } from '@jest/globals'
import { kindsSeenBy, mayWorkOn, queueAbove } from './queue.rules.ts'

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
