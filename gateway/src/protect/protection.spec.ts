import { describe, expect, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import { buildGraph } from '../graph.ts'
import { forbiddenFor, isForbidden } from './forbidden.ts'
import { protectionOf } from './protection.ts'
import { composed, guarded, protection, settings, supergraph, token } from './testing/guarded-graph.ts'

/** What one without a token may not see of a schema with plain directives. */
const hiddenOf = (text: string, rights = undefined as ReturnType<typeof token> | undefined) =>
  forbiddenFor(protectionOf(buildSchema(text, { assumeValidSDL: true }), settings), rights)
const listed = (coordinates: ReadonlySet<string>) => [...coordinates].sort()

describe('a protected type', () => {
  const text = `type Query { secret: Secret, secrets: [Secret!], open: Open }
    type Secret @authenticated { a: Int  open: Open }  type Open { b: Int  secret: Secret }`

  test('protects all that is on it and all that returns it', () => {
    expect(listed(hiddenOf(text).coordinates)).toEqual([
      'Open.secret',
      'Query.secret',
      'Query.secrets',
      'Secret',
      'Secret.a',
      'Secret.open',
    ])
  })

  test('is one of the types whose objects are null; a root type is not, only its fields are', () => {
    expect([...hiddenOf(text).types]).toEqual(['Secret'])
    const root = hiddenOf('type Query @authenticated { a: Int }')
    expect([[...root.types], root.coordinates.has('Query.a')]).toEqual([[], true])
  })

  test.each(['scalar', 'enum'])('protects what returns it when it is a %s', (kind) => {
    const body = kind === 'enum' ? '{ A }' : ''
    const { coordinates } = hiddenOf(
      `type Query { leaf: [Leaf] other: Int } ${kind} Leaf @authenticated ${body}`,
    )
    expect(listed(coordinates)).toEqual(['Leaf', 'Query.leaf'])
  })

  test('counts as well where an extension protects it', () => {
    const { coordinates } = hiddenOf('type Query { a: A } type A { b: Int } extend type A @authenticated')
    expect(coordinates.has('Query.a')).toBe(true)
  })
})

describe('an abstract type', () => {
  test('is protected where it says so itself: then what returns it is', () => {
    const { coordinates, types } =
      hiddenOf(`type Query { node: Node }  interface Node @authenticated { id: ID }
      type A implements Node @authenticated { id: ID }  type B implements Node { id: ID }`)
    expect([listed(coordinates), [...types]]).toEqual([['A', 'A.id', 'Node', 'Node.id', 'Query.node'], ['A']])
  })

  test('is not to be asked for when every object that it may be is forbidden', () => {
    const text = `type Query { any: Any  some: Some }  union Any = A | B  union Some = A | C
      type A @authenticated { a: Int }  type B @authenticated { b: Int }  type C { c: Int }`
    const { coordinates } = hiddenOf(text)
    expect([coordinates.has('Query.any'), coordinates.has('Query.some')]).toEqual([true, false])
  })

  test('lets its objects alone where it asks for the sum of what they ask for', () => {
    const text = `type Query { node: Node }
      interface Node { id: ID @requiresScopes(scopes: [["a", "b"]]) }
      type A implements Node { id: ID @requiresScopes(scopes: [["a"]]) }
      type B implements Node { id: ID @requiresScopes(scopes: [["b"]]) }`
    const forbidden = hiddenOf(text, token(['a']))
    expect([isForbidden(forbidden, 'A', 'id'), isForbidden(forbidden, 'B', 'id')]).toEqual([false, true])
  })

  test('hands on to its objects what it asks for beyond that', () => {
    const text = `type Query { node: Node }
      interface Node @authenticated { id: ID @requiresScopes(scopes: [["a"]]) }
      type A implements Node { id: ID }  type B implements Node { id: ID @requiresScopes(scopes: [["a"]]) }`
    const open = hiddenOf(text)
    expect([...open.types].sort()).toEqual(['A', 'B'])
    expect(isForbidden(hiddenOf(text, token()), 'A', 'id')).toBe(false)
    const own = text.replace(
      'type B implements Node { id: ID @requiresScopes(scopes: [["a"]]) }',
      'type B implements Node { id: ID }',
    )
    expect(isForbidden(hiddenOf(own, token()), 'A', 'id')).toBe(true)
  })
})

describe('a chain of @requires', () => {
  const entity = (more: string) => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
    import: ["@key" "@requires" "@external" "@authenticated" "@interfaceObject" "@shareable"]) ${more}`
  const sdl = composed({
    one: entity(`type Query { a: A node: Node }  type A implements Node @key(fields: "id") { id: ID!  base: Int  part: Part }
      interface Node @key(fields: "id") { id: ID!  base: Int  part: Part }
      interface Part { size: Int }  type Leg implements Part @shareable { size: Int }  type Arm implements Part @shareable { size: Int  length: Int }`),
    two: entity(
      `type Node @interfaceObject @key(fields: "id") { id: ID!  base: Int @external  twice: Int @requires(fields: "base") }`,
    ),
    three: entity(`type A @key(fields: "id") { id: ID!  twice: Int @external  part: Part @external
      thrice: Int @requires(fields: "twice")  sized: Int @requires(fields: "part { size }") }
      interface Part { size: Int }  type Leg implements Part @shareable { size: Int }  type Arm implements Part @shareable { size: Int }`),
  })
  /** What is forbidden when a line of the supergraph, of a type or of a field of it, gets the directive. */
  const protecting = (type: string, line: RegExp) => {
    const [definition = '?'] = new RegExp(`^type ${type} [^}]*}`, 'm').exec(sdl) ?? []
    const changed = sdl.replace(definition, definition.replace(line, '$& @authenticated'))
    expect(changed).not.toBe(sdl)

    return listed(hiddenOf(changed).coordinates)
  }

  test('hides all that is computed of what is hidden, through an interface object too', () => {
    expect(protecting('A', /base: Int/)).toEqual(['A.base', 'A.thrice', 'A.twice'])
    expect(protecting('A', /^type A implements Node/)).toEqual(
      expect.arrayContaining(['A', 'A.twice', 'Query.a']),
    )
  })

  test('reads what is behind an abstract type of each of its objects', () => {
    expect(protecting('Arm', /length: Int/)).toEqual(['Arm.length'])
    expect(protecting('Arm', /size: Int/)).toEqual(['A.sized', 'Arm.size'])
    expect(protecting('Arm', /^type Arm implements Part/)).toEqual([
      'A.sized',
      'Arm',
      'Arm.length',
      'Arm.size',
    ])
  })
})

describe('the composed sample', () => {
  test('joins what several subgraphs ask for', () => {
    const phone = (rights: Parameters<typeof forbiddenFor>[1]) =>
      isForbidden(forbiddenFor(protection, rights), 'User', 'phone')
    expect([phone(undefined), phone(token()), phone(token(['contact']))]).toEqual([true, true, false])
  })

  test('forbids nothing to whom has everything, and has no fingerprint for it', () => {
    const everything = token(
      [
        'email',
        'payroll',
        'money',
        'admin',
        'strict',
        'contact',
        'self',
        'internal',
        'report',
        'rating',
        'tape',
      ],
      ['auditor', 'operator', 'root', 'keyholder', 'friend', 'finance'],
    )
    expect(forbiddenFor(protection, everything)).toEqual({
      coordinates: new Set(),
      types: new Set(),
      fingerprint: '',
    })
  })

  test('has the same fingerprint for whom the same is forbidden', () => {
    const one = forbiddenFor(protection, token(['payroll']))
    const other = forbiddenFor(protection, token(['payroll', 'unheard of'], ['nobody']))
    expect([one.fingerprint, one.fingerprint.length]).toEqual([other.fingerprint, 22])
    expect(forbiddenFor(protection, undefined).fingerprint).not.toBe(one.fingerprint)
  })

  test('is protected without its links as well', () => {
    const unlinked = supergraph
      .replaceAll(/^.*for: SECURITY.*$/gm, '')
      .replaceAll('@signedIn', '@authenticated')
    const { full } = buildGraph(unlinked.replace('directive @signedIn', 'directive @authenticated'))
    expect(full.astNode?.directives?.length).toBe((guarded.full.astNode?.directives?.length ?? 0) - 3)
    const own = forbiddenFor(protectionOf(full, settings), undefined)
    expect(listed(own.coordinates)).toEqual(listed(forbiddenFor(protection, undefined).coordinates))
  })
})
