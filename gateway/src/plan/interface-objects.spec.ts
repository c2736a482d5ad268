import { expect, test } from '@jest/globals'
import { parse, print } from 'graphql'
import { composeGraph } from '../compose/compose-graph.ts'
import { subgraphDocument } from '../compose/read-subgraphs.ts'
import { buildGraph } from '../graph.ts'
import { withoutForeignConditions } from './interface-objects.ts'

const subgraph = (name: string, sdl: string) => ({ name, url: '', typeDefs: subgraphDocument([sdl], '') })
const graph = buildGraph(
  composeGraph([
    subgraph(
      'owner',
      `type Query { medium: Medium any: Any }
       interface Named { name: String }
       interface Medium implements Named @key(fields: "id") { id: ID! name: String }
       type Book implements Medium & Named @key(fields: "id") { id: ID! name: String pages: Int }
       type Film implements Medium & Named @key(fields: "id") { id: ID! name: String minutes: Int }
       type Person implements Named { name: String }
       union Any = Book | Person`,
    ),
    subgraph(
      'rating',
      `type Query { best: Medium } type Medium @interfaceObject @key(fields: "id") { id: ID! stars: Int }`,
    ),
  ]).supergraph,
)
const narrowed = (text: string): string => print(withoutForeignConditions(graph, parse(text)))
const printed = (text: string): string => print(parse(text))

test('a condition that always holds below an interface object goes', () => {
  expect(narrowed('{ best { ... on Named { name ... on Medium { id } } } }')).toBe(
    printed('{ best { name id } }'),
  )
})

test('one that holds for some becomes the types that it holds for, one that never holds goes', () => {
  expect(narrowed('{ best { stars ... on Any { ... on Named { name } ... on Person { name } } } }')).toBe(
    printed('{ best { stars ... on Book { name } } }'),
  )
  expect(narrowed('{ best { ... on Any { ... on Person { name } } } }')).toBe(
    printed('{ best { __typename } }'),
  )
})

test('named fragments are read where they stand; elsewhere they stay', () => {
  const fragment = 'fragment Part on Named { ... on Film { minutes } name }'
  expect(narrowed(`{ best { ...Part } any { ... on Person { ...Part } } } ${fragment}`)).toBe(
    printed(`{ best { ... on Film { minutes } name } any { ... on Person { ...Part } } } ${fragment}`),
  )
})
