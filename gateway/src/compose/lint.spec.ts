import { describe, expect, test } from '@jest/globals'
import { buildGraph } from '../graph.ts'
import { lintSupergraph } from '../program/reload/lint-supergraph.ts'
import { composeGraph } from './compose-graph.ts'
import { subgraphDocument, type SubgraphSchema } from './read-subgraphs.ts'

const common = `
"A refusal." interface Rejection { "A code." code: String! }
"Refused." type CommandRejected implements Rejection @shareable { "A code." code: String! }
`
const subgraph = (name: string, sdl: string): SubgraphSchema => ({
  name,
  typeDefs: subgraphDocument([sdl], common),
  url: `http://${name}/graphql`,
})

const quotes = `
type Query { "One." quote("Which." id: ID!): Quote }
"A quote." type Quote @key(fields: "id") { "Its id." id: ID! "Its number." number: String! "Its size." size: Int! }
`
const approvals = `
"A quote." type Quote @key(fields: "id") { "Its id." id: ID! "Whether." approved: Boolean }
`
const compose = (...sdl: string[]) => composeGraph(sdl.map((text, index) => subgraph(`s${index}`, text)))
const problems = (...sdl: string[]): string[] => compose(...sdl).problems

describe('the graph is refused for', () => {
  test('nothing, when it keeps the rules', () => {
    expect(problems(quotes, approvals)).toEqual([])
  })

  test('an argument inside @requires, which the planner answers wrongly', () => {
    const found = problems(
      quotes.replace('size: Int!', 'size("Of." of: Int): Int'),
      `"A quote." type Quote @key(fields: "id") { "Its id." id: ID! "Size." size("Of." of: Int): Int @external
         "Cost." cost: Int @requires(fields: "size(of: 2)") }`,
    )
    expect(found).toEqual([expect.stringContaining('@requires(fields: "size(of: 2)") on cost has arguments')])
  })

  test('a field with @requires on a type that stands for an interface, which the planner loses itself over', () => {
    const media = `
      type Query { "One." medium("Which." id: ID!): Medium }
      "A medium." interface Medium @key(fields: "id") { "Its id." id: ID! "Its weight." weight: Int }
      "A book." type Book implements Medium @key(fields: "id") { "Its id." id: ID! "Its weight." weight: Int }`
    const shipping = `
      "A medium." type Medium @interfaceObject @key(fields: "id") {
        "Its id." id: ID! "Its weight." weight: Int @external "Cost." cost: Int @requires(fields: "weight") }`
    const expected = [expect.stringContaining('s1: Medium.cost has @requires on an @interfaceObject type')]

    expect(problems(media, shipping)).toEqual(expected)
    expect(lintSupergraph(buildGraph(compose(media, shipping).supergraph)).against).toEqual(expected)
    expect(problems(media, shipping.replace(/"Its weight.*?@external|@requires.*?\)/g, ''))).toEqual([])
  })

  test('required fields on an entity of another context', () => {
    expect(problems(quotes, approvals.replace('Boolean', 'Boolean!'))).toEqual([
      expect.stringContaining('Entity Quote has required fields of several contexts'),
    ])
  })

  test('a required reference to an entity of another context, also within a union', () => {
    const orders = `
      "A quote." type Quote @key(fields: "id", resolvable: false) { "Its id." id: ID! }
      "What." union About = Quote
      "An order." type Order @key(fields: "id") { "Its id." id: ID! "From." quote: Quote! "About." about: About! }`
    expect(problems(quotes, orders)).toEqual([
      expect.stringContaining("Order.quote points to another context's Quote"),
      expect.stringContaining("Order.about points to another context's About"),
    ])
  })

  test('a type, field, argument or enum value without a description', () => {
    const found = problems(`
      type Query { "One." thing(id: ID!): Thing }
      type Thing { id: ID! "Its state." state: State }
      "A state." enum State { ON "Off." OFF }`)
    expect(found).toEqual([
      'Query.thing(id:) has no description.',
      'State.ON has no description.',
      'Thing has no description.',
      'Thing.id has no description.',
    ])
  })

  test('API-01 API-04 a mutation of another shape, and a result that refuses without saying so', () => {
    const found = problems(`
      type Query { "Is." is: Boolean }
      type Mutation { "Does." doIt("What." input: DoItInput!, "Key." idempotencyKey: ID): DoItResult! }
      "What." input DoItInput { "Name." name: String }
      "Answer." union DoItResult = DoItPayload | CommandRejected | NotToday
      "Done." type DoItPayload { "Is." is: Boolean }
      "Not today." type NotToday { "Code." code: String! }`)
    expect(found).toEqual([
      expect.stringContaining('should read doIt(input: DoItInput!, idempotencyKey: ID!): DoItResult!'),
      'DoItResult: NotToday is neither a payload nor a Rejection.',
    ])
  })

  test('an enum that is read and written, or shared by contexts', () => {
    const shared = `"A state." enum State { "On." ON }`
    const found = problems(
      `type Query { "States." states("Which." of: State): State } ${shared}`,
      `type Query { "More." more: State } ${shared}`,
    )
    expect(found).toEqual([
      'Enum State is shared by s0 and s1.',
      'Enum State is used as input and as output; give each direction its own.',
    ])
  })

  test('a stream that the gateway could follow for each person only', () => {
    const stream = (page: string) => `
      type Query { "Is." is: Boolean ${page} }
      "News." type News { "Text." text: String }
      "Missing." type FeedGap { "Why." reason: String }
      "What comes." union NewsValue = News | FeedGap
      type Subscription {
        "News." news("Whose." of: ID, "Behind." after: String): NewsValue!
        "Entries." newsEntries("Behind." after: String): String @inaccessible
      }`
    const pageOf = (args: string): string => `"A page." newsPage(${args}): NewsValue @inaccessible`

    expect(problems(stream(pageOf('"Behind." after: String, "Whose." of: ID')))).toEqual([])
    for (const page of ['', pageOf('"Behind." after: String')])
      expect(problems(stream(page))).toEqual([
        's0: Subscription.news needs Query.newsPage(after: String, of: ID) and Subscription.newsEntries beside it.',
      ])
    const elsewhere = `type Query { ${pageOf('"Behind." after: String, "Whose." of: ID')} }
      "What comes." union NewsValue = Missing "Missing." type Missing { "Why." reason: String }`
    expect(problems(stream(''), elsewhere)).toEqual([
      expect.stringContaining('s0: Subscription.news needs Query.newsPage'),
    ])
  })

  test('what does not compose at all', () => {
    expect(problems(`type Query { "A." a: String }`, `type Query { "A." a: Int }`)[0]).toContain('Query.a')
  })
})
