import { describe, expect, test } from '@jest/globals'
import { idOf, InvalidId, isId, newId, uuidOf } from './ids.ts'

describe('an id', () => {
  test('is the same thing outside and in SQL', () => {
    const id = newId('quo')

    expect(isId('quo', id)).toBe(true)
    expect(idOf('quo', uuidOf('quo', id))).toBe(id)
  })

  test.each([
    ['of another kind', newId('ord')],
    ['that is none', 'quo-17'],
    ['that is empty', ''],
    ['whose bits make no UUID', 'quo_01jd0000000000000000000000'],
    ['too large for a UUID', 'quo_zzzzzzzzzzzzzzzzzzzzzzzzzz'],
  ])('%s is refused as the caller’s mistake', (_, id) => {
    expect(isId('quo', id)).toBe(false)
    expect(() => uuidOf('quo', id)).toThrow(InvalidId)
  })
})
