import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { newUuid } from '../uuid.ts'
import { cursorCodec, InvalidCursor } from './feed-cursor.ts'

const codec = cursorCodec('a key')
const scope = { tenantId: 'ten_1', feed: 'milestones', filter: { subject: 'ord_1', customerId: undefined } }

describe('a cursor', () => {
  test('reads back the place it was written for', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(), (epoch, position) => {
        expect(codec.read(scope, codec.write(scope, { epoch, position }))).toEqual({ epoch, position })
      }),
    )
  })

  test('is bound to tenant, feed, filter and key', () => {
    const cursor = codec.write(scope, { epoch: newUuid(), position: 7 })

    expect(codec.read({ ...scope, filter: { subject: 'ord_1' } }, cursor).position).toBe(7)
    for (const other of [
      { ...scope, tenantId: 'ten_2' },
      { ...scope, feed: 'fallout' },
      { ...scope, filter: {} },
      { ...scope, filter: { subject: 'ord_2' } },
      { ...scope, filter: { customerId: 'ord_1' } },
    ])
      expect(() => codec.read(other, cursor)).toThrow(InvalidCursor)
    expect(() => cursorCodec('another key').read(scope, cursor)).toThrow(InvalidCursor)
  })

  test('that was changed anywhere is refused', () => {
    const cursor = codec.write(scope, { epoch: newUuid(), position: 7 })
    fc.assert(
      fc.property(fc.nat(cursor.length - 2), fc.constantFrom('A', 'z', '9', '.'), (at, letter) => {
        fc.pre(cursor[at] !== letter)
        expect(() => codec.read(scope, `${cursor.slice(0, at)}${letter}${cursor.slice(at + 1)}`)).toThrow(
          InvalidCursor,
        )
      }),
    )
    for (const nonsense of ['', '.', 'x', 'a.b.c'])
      expect(() => codec.read(scope, nonsense)).toThrow(InvalidCursor)
  })
})
