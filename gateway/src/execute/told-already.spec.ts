import { expect, test } from '@jest/globals'
import { bringsOf } from '../plan/brings.ts'
import { toldAlready } from './told-already.ts'
import type { Tree } from './tree.ts'

const told = (selections: string, representation: Tree): Tree | undefined =>
  toldAlready(
    bringsOf(`{ _entities { ... on Coach { ${selections} } } }`, new Map(), () => true),
    representation,
  )

const coach = { __typename: 'Coach', number: 3, maker: { code: 'M1' }, tags: [{ id: 1 }, { id: 2 }] }

test('parts of a key are known by whatever key they are asked, without asking', () => {
  expect(told('again: number maker { code founder { name } } labels: tags { id } seats', coach)).toEqual({
    again: 3,
    maker: { code: 'M1' },
    labels: [{ id: 1 }, { id: 2 }],
  })
})

test('what has arguments or is no part of the key is not', () => {
  expect(told('number(of: 2) tags { name } maker { founder { name } }', coach)).toBeUndefined()
})
