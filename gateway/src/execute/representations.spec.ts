import { describe, expect, test } from '@jest/globals'
import { distinct, representing } from './representations.ts'

const covers = (condition: string, typename: string) =>
  condition === typename || (condition === 'Media' && (typename === 'Book' || typename === 'Film'))

const typename = { kind: 'Field', name: '__typename' } as const
const id = { kind: 'Field', name: 'id' } as const

describe('representing an object', () => {
  test('takes the fields of every fragment that covers its type', () => {
    const represent = representing(
      [
        { kind: 'InlineFragment', typeCondition: 'Media', selections: [typename, id] },
        { kind: 'InlineFragment', typeCondition: 'Book', selections: [{ kind: 'Field', name: 'pages' }] },
      ],
      covers,
    )
    expect(represent({ __typename: 'Book', id: '1', pages: 3, title: 'no' })).toEqual({
      __typename: 'Book',
      id: '1',
      pages: 3,
    })
    expect(represent({ __typename: 'Film', id: '2', pages: 3 })).toEqual({ __typename: 'Film', id: '2' })
    expect(represent({ __typename: 'Song', id: '3' })).toBeUndefined()
  })

  test('reads nested keys and lists, keeps nulls, and gives up where something is not known', () => {
    const represent = representing(
      [typename, { kind: 'Field', name: 'owner', selections: [id] }, { kind: 'Field', name: 'tags' }],
      covers,
    )
    expect(represent({ __typename: 'X', owner: { id: 1, more: 2 }, tags: ['a', null] })).toEqual({
      __typename: 'X',
      owner: { id: 1 },
      tags: ['a', null],
    })
    expect(represent({ __typename: 'X', owner: null, tags: null })).toEqual({
      __typename: 'X',
      owner: null,
      tags: null,
    })
    expect(represent({ __typename: 'X', owner: [{ id: 1 }, null], tags: 1 })).toEqual({
      __typename: 'X',
      owner: [{ id: 1 }, null],
      tags: 1,
    })
    expect(represent({ __typename: 'X', owner: { no: 1 }, tags: 1 })).toBeUndefined()
    expect(represent({ __typename: 'X', tags: 1 })).toBeUndefined()
  })
})

test('equal representations are sent once, each with all who want it', () => {
  const places = [{ at: 1, id: 'a' }, { at: 2, id: 'b' }, { at: 3, id: 'a' }, { at: 4 }]
  const { representations, wanted, found } = distinct(places, ({ id: key }) =>
    key === undefined ? undefined : { __typename: 'T', id: key },
  )
  expect(representations).toEqual([
    { __typename: 'T', id: 'a' },
    { __typename: 'T', id: 'b' },
  ])
  expect(wanted.map((group) => group.map(({ at }) => at))).toEqual([[1, 3], [2]])
  expect(found).toBe(3)
})
