import { describe, expect, test } from '@jest/globals'
import { bringsOf } from '../plan/brings.ts'
import { missingFor } from './absences.ts'
import { pathToArray, type Tree } from './tree.ts'

const entities = (selections: string): string =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selections} } }`

/** Things are coaches or wagons. */
const overlap = (one: string, other: string): boolean => one === other || one === 'Thing' || other === 'Thing'

/** Where it is told that a fetch brought nothing, given what others brought of the same object. */
function told(selections: string, object: Tree, fragments = ''): string[] {
  const absence = {
    targets: [{ object, path: { parent: undefined, key: 'coach' } }],
    brings: bringsOf(`${entities(selections)} ${fragments}`, new Map([['old', 'renamed']]), overlap),
    message: 'gone',
    extensions: {},
  }

  return missingFor({ absences: [absence] }).map(({ path }) => pathToArray(path).join('.'))
}

describe('what did not come with a fetch', () => {
  test('is told at every field that nobody else brought', () => {
    expect(told('... on Coach { __typename seats maker { code } } ... on Wagon { old: load }', {})).toEqual([
      'coach.seats',
      'coach.maker',
      'coach.renamed',
    ])
  })

  test('is not told where another fetch brought the same, a null included', () => {
    expect(told('... on Coach { seats maker { code } }', { seats: null, maker: { code: 'M1' } })).toEqual([])
  })

  test.each([
    ['Coach', ['coach.seats']],
    ['Wagon', ['coach.load']],
    ['Thing', ['coach.seats', 'coach.load']],
  ])('is told at what was asked of a %s', (__typename, expected) => {
    const selections = '... on Coach { ...Parts } ... on Wagon { ...Parts }'
    const parts = 'fragment Parts on Thing { ... on Coach { seats } ... on Wagon { load } }'

    expect(told(selections, { __typename }, parts)).toEqual(expected)
  })

  test('is told at what objects of others lack, in lists and fragments too', () => {
    const selections = '... on Coach { maker { founder { name } } ...Part }'
    const text = `${entities(selections)} fragment Part on Coach { guards { name trains { number } } }`
    const absence = {
      targets: [
        {
          object: { maker: { code: 'M1' }, guards: [[{ name: 'A' }], null, [{ trains: null }]] },
          path: undefined,
        },
      ],
      brings: bringsOf(text, new Map(), overlap),
      message: 'gone',
      extensions: {},
    }

    expect(missingFor({ absences: [absence] }).map(({ path }) => pathToArray(path).join('.'))).toEqual([
      'maker.founder',
      'guards.0.0.trains',
      'guards.2.0.name',
    ])
  })

  test('is told a thousand times at most; the others are explained all the same', () => {
    const targets = Array.from({ length: 1_200 }, (_, key) => ({
      object: {},
      path: { parent: undefined, key },
    }))
    const brings = bringsOf(entities('... on Coach { seats }'), new Map(), overlap)
    const found = missingFor({ absences: [{ targets, brings, message: 'gone', extensions: {} }] })

    expect(found).toHaveLength(1_200)
    expect(found.filter(({ silent }) => !silent)).toHaveLength(1_000)
  })
})
