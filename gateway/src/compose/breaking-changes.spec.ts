import { expect, test } from '@jest/globals'
import { breakingChanges } from './breaking-changes.ts'
import { composeGraph } from './compose-graph.ts'
import { subgraphDocument } from './read-subgraphs.ts'

const sdl = `
"A refusal." interface Rejection { "A code." code: String! }
"Where it stands." enum QuoteState { "Open." DRAFT "Sent." SUBMITTED }
"A quote." type Quote @key(fields: "id") {
  "Its id." id: ID!
  "Its number." number: String!
  "Its state." state: QuoteState!
  "Its lines." lines("How many." first: Int): [String!]!
}
"What to do." input SubmitQuoteInput { "Which." quoteId: ID! "Why." note: String }
"Done." type SubmitQuotePayload { "The quote." quote: Quote! }
"Refused." type CommandRejected implements Rejection { "A code." code: String! }
"The answer." union SubmitQuoteResult = SubmitQuotePayload | CommandRejected
type Query { "One." quote("Which." id: ID!): Quote }
type Mutation { "Sends." submitQuote("What." input: SubmitQuoteInput!, "Key." idempotencyKey: ID!): SubmitQuoteResult! }
`
const graph = (text: string): string =>
  composeGraph([{ name: 'quote', typeDefs: subgraphDocument([text], ''), url: 'http://quote/graphql' }])
    .supergraph
const released = graph(sdl)

test.each([
  ['a field that is removed', '"Its number." number: String!', '', 'Quote.number was removed'],
  ['a type that changes', 'number: String!', 'number: Int!', 'Quote.number changed type'],
  ['a field that may be null now', 'number: String!', 'number: String', 'Quote.number changed type'],
  ['an enum value that is removed', '"Sent." SUBMITTED', '', 'SUBMITTED was removed from enum'],
  ['an argument that is removed', '("How many." first: Int)', '', 'Quote.lines arg first was removed'],
  [
    'an argument that is required now',
    'first: Int)',
    'first: Int, "From." after: ID!)',
    'required arg after',
  ],
  [
    'an input field that is required now',
    'note: String',
    'note: String!',
    'SubmitQuoteInput.note changed type',
  ],
  ['a new input field that is required', '"Why." note', '"Who." by: ID! "Why." note', 'required field by'],
  ['a member of a union that is removed', ' | CommandRejected', '', 'CommandRejected was removed from union'],
  ['an interface that is dropped', ' implements Rejection', '', 'no longer implements interface Rejection'],
  [
    'a query that is hidden',
    'id: ID!): Quote',
    'id: ID!): Quote @inaccessible "All." quotes: Int',
    'Query.quote was removed',
  ],
])('%s is refused', (_, what, by, sentence) => {
  const next = graph(sdl.replace(what, by))

  expect(sdl).toContain(what)
  expect(breakingChanges(released, next)).toContainEqual(expect.stringContaining(sentence))
})

test('a graph that grows breaks nobody', () => {
  const grown = sdl
    .replace('"Its number."', '"Its size." size: Int "Its number."')
    .replace('"Sent." SUBMITTED', '"Sent." SUBMITTED "Over." EXPIRED')
    .replace('note: String', 'note: String "Who." by: ID')

  expect(breakingChanges(released, graph(grown))).toEqual([])
})
