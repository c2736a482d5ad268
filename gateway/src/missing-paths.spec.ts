import { describe, expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { missingPaths } from './missing-paths.ts'

describe('what is missing when a subgraph gives no answer', () => {
  test('are the root fields it was asked for, by the names the client gave them', () => {
    expect(missingPaths(parse('{ __typename me { id } mine: quotes { nodes { id } } }'), {})).toEqual([
      ['me'],
      ['mine'],
    ])
  })

  test('are the fields of every entity', () => {
    const document =
      parse(`query ($representations: [_Any!]!) { _entities(representations: $representations) {
      __typename ...of ... on Customer { installedProducts { edges { node { id } } } } } }
      fragment of on Customer { total }`)

    expect(missingPaths(document, { representations: [{}, {}] })).toEqual([
      ['_entities', 0, 'total'],
      ['_entities', 0, 'installedProducts'],
      ['_entities', 1, 'total'],
      ['_entities', 1, 'installedProducts'],
    ])
    expect(missingPaths(document, { representations: Array.from({ length: 500 }, () => ({})) })).toHaveLength(
      20,
    )
  })
})
