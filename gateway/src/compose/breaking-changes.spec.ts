import { describe, expect, test } from '@jest/globals'
import { breakingChanges } from './breaking-changes.ts'
import { composeGraph } from './compose-graph.ts'
import { subgraphDocument } from './read-subgraphs.ts'

const quotes = `
type Query { "One." quote("Which." id: ID!): Quote }
"A quote." type Quote @key(fields: "id") { "Its id." id: ID! "Its number." number: String! "Its size." size: Int! }
`
const compose = (sdl: string): string =>
  composeGraph([{ name: 'quote', typeDefs: subgraphDocument([sdl], ''), url: 'http://quote/graphql' }])
    .supergraph

describe('a change of the graph', () => {
  test('that takes a field from clients is refused, one that adds is not', () => {
    const released = compose(quotes)
    const grown = compose(quotes.replace('"Its size."', '"Its sum." sum: Int "Its size."'))
    const shrunk = compose(quotes.replace('"Its size." size: Int!', ''))

    expect(breakingChanges(released, grown)).toEqual([])
    expect(breakingChanges(released, shrunk)).toContainEqual(
      expect.stringContaining('Quote.size was removed'),
    )
  })

  test('that concerns machines only is none for clients', () => {
    const inside = quotes.replace('"Its size." size: Int!', '"Its size." size: Int! @inaccessible')
    const without = quotes.replace('"Its size." size: Int!', '')

    expect(breakingChanges(compose(inside), compose(without))).toEqual([])
  })
})
