import { describe, expect, test } from '@jest/globals'
import { buildSchema, getOperationAST, Kind, parse } from 'graphql'
import { sourceKey } from '../plan/source-keys.ts'
import { complete, type Complaint } from './complete.ts'
import { shapeOf } from './shape.ts'
import { pathToArray, type Tree } from './tree.ts'

const schema = buildSchema(`
  type Query { one: Node  must: Thing!  many: [Thing]  all: [Thing!]  each: [[Thing!]!]  color: Color  count: Int  id: ID }
  interface Node { id: ID! }
  type Thing implements Node { id: ID!  name: String!  secret: String  next: Thing }
  type Other implements Node { id: ID!  size: Float }
  enum Color { RED GREEN }
`)

/** The completed answer and what was complained of on the way. */
function completed(
  text: string,
  data: Tree,
  { forbidden = [], hidden = [] }: { forbidden?: string[]; hidden?: string[] } = {},
) {
  const document = parse(text)
  const operation = getOperationAST(document)!
  const complaints: Complaint[] = []
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )
  const shape = shapeOf({ schema, fragments, forbidden: new Set(forbidden) }, [operation.selectionSet])
  const result = complete(
    {
      schema,
      hidden: new Set(hidden),
      introspection: {},
      complaints,
    },
    schema.getQueryType()!,
    shape,
    data,
  )

  return { data: result, complaints: complaints.map(({ kind, path }) => [kind, ...pathToArray(path)]) }
}

/** Under which key the answer of a field comes. */
function source(field: string): string {
  const [definition] = parse(`{ ${field} }`).definitions
  const node = definition?.kind === Kind.OPERATION_DEFINITION && definition.selectionSet.selections[0]
  if (!node || node.kind !== Kind.FIELD) throw new Error(`${field} is no field.`)

  return sourceKey(node)
}

describe('completing an answer', () => {
  test('follows the selection: its order, its keys, its fragments by the type that came', () => {
    const text = `{ color one { __typename ... on Thing { called: name } ...O id } }
      fragment O on Other { size }`
    expect(
      completed(text, {
        one: { __typename: 'Thing', id: 1, [source('called: name')]: 'x', name: 'no', size: 2 },
        color: 'RED',
      }),
    ).toEqual({ data: { color: 'RED', one: { __typename: 'Thing', called: 'x', id: '1' } }, complaints: [] })
    expect(completed(text, { one: { __typename: 'Other', id: 'o', size: 2 }, color: null }).data).toEqual({
      color: null,
      one: { __typename: 'Other', size: 2, id: 'o' },
    })
  })

  test('a fragment of an object type inside one of another interface is read by the type that came', () => {
    const text = '{ one { ... on Node { id ... on Thing { name } } } }'
    expect(completed(text, { one: { __typename: 'Thing', id: 'a', name: 'n' } }).data).toEqual({
      one: { id: 'a', name: 'n' },
    })
  })

  test('carries a null that must not be one up to the next nullable place', () => {
    expect(completed('{ many { name } }', { many: [{ name: 'a' }, { name: null }, null] })).toEqual({
      data: { many: [{ name: 'a' }, null, null] },
      complaints: [['missing', 'many', 1, 'name']],
    })
    expect(completed('{ all { name } }', { all: [{ name: 'a' }, {}] })).toEqual({
      data: { all: null },
      complaints: [
        ['missing', 'all', 1, 'name'],
        ['missing', 'all', 1],
      ],
    })
    expect(completed('{ each { id } }', { each: [[{ id: 1 }], null] })).toEqual({
      data: { each: null },
      complaints: [['missing', 'each', 1]],
    })
    expect(completed('{ must { name } }', {}).data).toBeNull()
  })

  test('complains of nothing that is missing in a part which is gone for another reason', () => {
    expect(
      completed('{ many { next { name } name } }', { many: [{ next: {} }, { next: {}, name: 'b' }] }),
    ).toEqual({
      data: { many: [null, { next: null, name: 'b' }] },
      complaints: [
        ['missing', 'many', 0, 'name'],
        ['missing', 'many', 1, 'next', 'name'],
      ],
    })
    expect(completed('{ all { next { name } id } }', { all: [{ next: {}, id: 1 }, null] })).toEqual({
      data: { all: null },
      complaints: [['missing', 'all', 1]],
    })
  })

  test('refuses values of another type', () => {
    const { data, complaints } = completed('{ color count id many { id } one { id } }', {
      color: 'BLUE',
      count: 1.5,
      id: 7,
      many: { id: 1 },
      one: 'text',
    })
    expect(data).toEqual({ color: null, count: null, id: '7', many: null, one: null })
    expect(complaints.map(([, key]) => key)).toEqual(['color', 'count', 'many', 'one'])
  })

  test('a type that clients do not know is as if there were nothing', () => {
    expect(completed('{ one { id } }', { one: { __typename: 'Inner', id: 1 } })).toEqual({
      data: { one: null },
      complaints: [],
    })
  })

  test('what the caller may not see is null and told, by field and by type, though it came', () => {
    const data = { one: { __typename: 'Thing', id: 1, secret: 's', name: 'n', next: { secret: 't' } } }
    expect(
      completed('{ one { id ... on Thing { secret again: secret name } } }', data, {
        forbidden: ['Thing.secret'],
      }),
    ).toEqual({
      data: { one: { id: '1', secret: null, again: null, name: 'n' } },
      complaints: [
        ['forbidden', 'one', 'secret'],
        ['forbidden', 'one', source('again: secret')],
      ],
    })
    expect(completed('{ one { __typename } }', data, { hidden: ['Thing'] })).toEqual({
      data: { one: null },
      complaints: [['forbidden', 'one']],
    })
  })

  test('an alias `__proto__` is a key like any other', () => {
    const { data } = completed('{ __proto__: count }', { [source('__proto__: count')]: 1 })
    expect(JSON.stringify(data)).toBe('{"__proto__":1}')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
