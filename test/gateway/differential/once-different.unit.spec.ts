import { expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { gaps, railwayTwice } from './differential.ts'
import { railwayGraph } from './railway.ts'

const graph = railwayGraph()
const lacking = [...gaps, { subgraph: 'crew', type: 'Coach' }]

/** Operations that once were answered otherwise than by the monolith, made small, each in the world that showed it. */
const operations: [what: string, seed: number, operation: string][] = [
  [
    'an entity that a subgraph fails for, while another fetch brings the same field',
    370904,
    `{ broken { ... on Coach { maker { founder { ... on Guard { trains { length surcharge } } } code } } } }`,
  ],
  [
    'a part of the key that the planner asks of the very subgraph that fails for the entity',
    370904,
    `{ map: broken { ... on Vehicle {
        number
        number0: number
        home { stars country { iso } remarks { __typename }
               parked { id ... on Vehicle { number } ... on Locomotive { name } ... on Broken { __typename } } }
    } } }`,
  ],
  [
    'what fails under a condition on the type of an object whose type did not come',
    890573,
    `{ best { ... on Halt { parked { service } onRequest } zone } }`,
  ],
  [
    'what fails under such a condition in the subgraph that knows the type',
    890573,
    `{ best { ... on Depot { zone } } }`,
  ],
  [
    'what fails of an object for which another type than its own selected it',
    436353,
    `{ map(rows: 0) { parked { home {
        ... on Broken { ... on Place { parked { number } } }
        ... on Halt { parked { home { zone } } }
    } } } }`,
  ],
  [
    'what fails in a fragment that the plan puts where a part of it cannot be met',
    290238,
    `{ ... on Query { broken { ...Part2 } __typename } }
     fragment Part1 on Locomotive { home { parked { service } } home { kind: __typename } outages { noticed } }
     fragment Part2 on Vehicle { ...Part1 service }`,
  ],
  [
    'what is missing because a field failed that only another type was asked for',
    628068,
    `mutation { rate(place: "a", stars: 4) { parked { home { near { __typename } } ...Part } } }
     fragment Part on Newest { ... on Locomotive { home { zone } } }`,
  ],
  [
    'what was not asked for of an object whose null is explained',
    202850,
    `{ worst { parked { home { ... on Depot { near: id ... on Named { name1: name name } stars id } } number id }
       id: zone } }`,
  ],
  [
    'an operation for which the planner breaks its own rules in one of the plans that it weighs',
    966927,
    `{ best { parked1: parked { id: line { ... on Noted { note note1: note } toll toll1: toll } } } __typename }`,
  ],
]

test.each(operations)('%s', async (_, seed, text) => {
  const asked = { document: parse(text), variables: {} }

  expect(await railwayTwice(seed, graph, lacking).differenceOf(asked)).toBeUndefined()
})
