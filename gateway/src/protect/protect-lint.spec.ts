import { describe, expect, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import { protectLint } from './protect-lint.ts'
import { protectSettings } from './settings.ts'
import { guarded, settings } from './testing/guarded-graph.ts'

const problems = (text: string) =>
  protectLint(
    buildSchema(text, { assumeValidSDL: true }),
    protectSettings.parse({ policies: { known: { anyRole: ['a'] } } }),
  )

describe('a supergraph is told that', () => {
  test('a protected field cannot be null', () => {
    expect(
      problems(`type Query { a: Int! @authenticated  b: Int @authenticated  secret: Secret! secrets: [Secret!]  x: X }
        type Secret @authenticated { c: Int! } type X { d: Int! }`),
    ).toEqual([
      'Query.a is protected and not nullable: who asks for it without the right is refused everything.',
      'Query.secret is protected and not nullable: who asks for it without the right is refused everything.',
    ])
  })

  test('a protected object may turn up where none may be null', () => {
    expect(
      problems(`type Query { any: [Any!]  some: [Any]!  one: Any! } union Any = Open | Secret
        type Open { a: Int }  type Secret @authenticated { b: Int }`),
    ).toEqual([
      'Query.any may hold the protected Secret and not null: who asks for it without the right is refused everything.',
      'Query.one may hold the protected Secret and not null: who asks for it without the right is refused everything.',
    ])
  })

  test('a policy has no definition', () => {
    expect(problems('type Query { a: Int @policy(policies: [["known", "new"], ["old"]]) }')).toEqual([
      'The policy new is not defined: nobody meets it.',
      'The policy old is not defined: nobody meets it.',
    ])
  })

  test('a list asks for nothing', () => {
    expect(problems('type Query { a: Int @requiresScopes(scopes: [["a"], []]) }')).toEqual([
      '@requiresScopes on Query.a asks for nothing: everybody meets it.',
    ])
  })

  test('a part of a key is protected, which joins need whoever asks', () => {
    expect(
      problems(
        'type Query { t: T } type T @join__type(graph: A, key: "id no { code }") { id: ID no: No } type No { code: ID @authenticated }',
      ),
    ).toEqual(['No.code is protected and part of a key: it is fetched to join subgraphs, never shown.'])
  })
})

test('the sample has what it plants and nothing else', () => {
  expect(protectLint(guarded.full, settings)).toEqual([
    'Strict.code is protected and not nullable: who asks for it without the right is refused everything.',
  ])
})
