import { expect, test } from '@jest/globals'
import { nextLook } from './pace.ts'

const since = new Date('2026-03-01T10:00:00Z')
const after = (seconds: number) => {
  const now = new Date(since.getTime() + seconds * 1_000)

  return (nextLook(since, now, { least: 1_000, most: 60_000 }).getTime() - now.getTime()) / 1_000
}

test('a young process is looked at soon, an old one each minute', () => {
  expect([0, 1, 10, 60, 120, 86_400].map(after)).toEqual([1, 1, 5, 30, 60, 60])
})
