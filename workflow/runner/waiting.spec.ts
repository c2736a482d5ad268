import { expect, test } from '@jest/globals'
import { nextWait } from './waiting.ts'

test('a wait doubles and never passes its cap', () => {
  const waits = [1]
  while (waits.length < 9) waits.push(nextWait({ waitSeconds: waits.at(-1) ?? 1, waitCapSeconds: 60 }))

  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
})
