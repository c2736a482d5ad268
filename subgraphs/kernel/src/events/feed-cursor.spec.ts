import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { newUuid } from '../uuid.ts'
import { cursorCodec, epochTag } from './feed-cursor.ts'

const codec = cursorCodec('a key')
const scope = { tenantId: 'ten_1', feed: 'milestones', filter: { subject: 'ord_1', customerId: undefined } }
const here = { epoch: epochTag(newUuid()), position: 7 }

describe('a cursor', () => {
  test('reads back the place it was written for, and is short', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.maxSafeNat(), (id, position) => {
        const place = { epoch: epochTag(id), position }
        fc.pre(place.epoch !== '000000000000')
        const cursor = codec.write(scope, place)

        expect(codec.read(scope, cursor)).toEqual(place)
        expect(cursor.length).toBeLessThanOrEqual(43)
      }),
    )
    expect(codec.write(scope, here)).toHaveLength(35)
  })

  test('of a feed that had no item yet is a place as well', () => {
    const nowhere = { epoch: undefined, position: 0 }

    expect(codec.read(scope, codec.write(scope, nowhere))).toEqual(nowhere)
  })

  test('is bound to tenant, feed, filter and key, and another filter is told apart', () => {
    const cursor = codec.write(scope, here)

    for (const filter of [{ subject: 'ord_1' }, { subject: 'ord_1', payload: { reason: null } }])
      expect(codec.read({ ...scope, filter }, cursor)).toEqual(here)
    for (const filter of [
      {},
      { subject: 'ord_2' },
      { customerId: 'ord_1' },
      { subject: 'ord_1', payload: { reason: 'X' } },
      { subject: 'ord_1', payload: { reason: [] } },
    ])
      expect(codec.read({ ...scope, filter }, cursor)).toBe('OTHER_FILTER')
    for (const other of [
      { ...scope, tenantId: 'ten_2' },
      { ...scope, feed: 'fallout' },
      { ...scope, tenantId: 'ten_2', filter: {} },
    ])
      expect(codec.read(other, cursor)).toBe('FORGED')
    expect(cursorCodec('another key').read(scope, cursor)).toBe('FORGED')
  })

  test('is the same for filters that mean the same', () => {
    const cursor = codec.write({ ...scope, filter: { payload: { change: ['B', 'A', 'B'] } } }, here)

    expect(codec.read({ ...scope, filter: { payload: { change: ['A', 'B'] } } }, cursor)).toEqual(here)
    expect(codec.read({ ...scope, filter: { payload: { change: 'A' } } }, cursor)).toBe('OTHER_FILTER')
  })

  test('that was changed anywhere is forged, and so is nonsense of any length', () => {
    const cursor = codec.write(scope, here)
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom('A', 'z', '9', '.', '-'), (at, letter) => {
        fc.pre(cursor[at] !== letter)
        expect(codec.read(scope, `${cursor.slice(0, at)}${letter}${cursor.slice(at + 1)}`)).toBe('FORGED')
      }),
    )
    fc.assert(fc.property(fc.string(), (nonsense) => codec.read(scope, nonsense) === 'FORGED'))
    for (const nonsense of ['', '.', 'x', 'a.b.c', `${cursor} `, `${cursor}A`, `${cursor}=`, 'A'.repeat(1e6)])
      expect(codec.read(scope, nonsense)).toBe('FORGED')
  })
})
