import { describe, expect, test } from '@jest/globals'
import { buildSchema, isObjectType } from 'graphql'
import { conditionsOn, isImplied, isMet, type Condition } from './condition.ts'
import { directiveNames } from './directive-names.ts'
import { protectSettings } from './settings.ts'

const names = directiveNames(buildSchema('type Query { one: Int }'))
const { policies } = protectSettings.parse({
  policies: {
    clerk: { anyRole: ['clerk', 'lead'] },
    seniorClerk: { anyRole: ['clerk', 'lead'], anyGroup: ['senior'] },
    exporter: { anyScope: ['export'] },
  },
})

/** The conditions that some directives stand for. */
function read(directives: string): Condition[] {
  const schema = buildSchema(`type Query { one: Int ${directives} }`, { assumeValidSDL: true })
  const query = schema.getQueryType()

  return conditionsOn((isObjectType(query) && query.getFields()['one']?.astNode?.directives) || [], names)
}
const who = (scopes: string[] = [], roles: string[] = [], groups: string[] = []) => ({
  scopes,
  roles,
  groups,
})
const mayWith = (directives: string, rights: ReturnType<typeof who> | undefined) =>
  read(directives).every((condition) => isMet(condition, rights, policies))

describe('@authenticated', () => {
  test('asks for a token, whatever its rights', () => {
    expect(mayWith('@authenticated', undefined)).toBe(false)
    expect(mayWith('@authenticated', who())).toBe(true)
  })
})

describe('@requiresScopes', () => {
  const either = '@requiresScopes(scopes: [["a", "b"], ["c"]])'

  test.each([
    [['a'], false],
    [['b', 'x'], false],
    [['a', 'b'], true],
    [['c'], true],
    [[], false],
  ])('one list of scopes is enough, all of it: %j → %s', (scopes, may) => {
    expect(mayWith(either, who(scopes))).toBe(may)
  })

  test('asks for a token by asking for a scope', () => {
    expect(mayWith(either, undefined)).toBe(false)
  })

  test('a role or a group of the same name is no scope', () => {
    expect(mayWith('@requiresScopes(scopes: [["c"]])', who([], ['c'], ['c']))).toBe(false)
  })

  test('each of several applications is to be met', () => {
    const both = '@requiresScopes(scopes: [["a"]]) @requiresScopes(scopes: [["b"]])'
    expect([mayWith(both, who(['a'])), mayWith(both, who(['b'])), mayWith(both, who(['a', 'b']))]).toEqual([
      false,
      false,
      true,
    ])
  })

  test('a single value stands for a list of it', () => {
    expect(read('@requiresScopes(scopes: ["a", "b"])')).toEqual(
      read('@requiresScopes(scopes: [["a"], ["b"]])'),
    )
    expect(read('@requiresScopes(scopes: "a")')).toEqual(read('@requiresScopes(scopes: [["a"]])'))
  })

  test('an empty list asks for nothing, as in composition', () => {
    expect([read('@requiresScopes(scopes: [])'), read('@requiresScopes(scopes: [["a"], []])')]).toEqual([
      [],
      [],
    ])
  })

  test.each([
    '@requiresScopes',
    '@requiresScopes(scopes: null)',
    '@requiresScopes(scopes: [[1]])',
    '@policy(scopes: [["a"]])',
  ])('what cannot be read is met by nobody: %s', (directive) =>
    expect(mayWith(directive, who(['a', '1', 'null', ''], ['clerk']))).toBe(false),
  )
})

describe('@policy', () => {
  test.each([
    ['clerk', who([], ['clerk']), true],
    ['clerk', who([], ['lead', 'other']), true],
    ['clerk', who(['clerk'], [], ['clerk']), false],
    ['seniorClerk', who([], ['clerk'], ['senior']), true],
    ['seniorClerk', who([], ['clerk']), false],
    ['seniorClerk', who([], [], ['senior']), false],
    ['exporter', who(['export']), true],
    ['exporter', undefined, false],
  ])('%s by %j → %s', (policy, rights, may) => {
    expect(mayWith(`@policy(policies: [["${policy}"]])`, rights)).toBe(may)
  })

  test.each(['unknown', 'constructor', '__proto__', 'toString'])(
    '%s is not defined: nobody meets it',
    (policy) => {
      const rights = who(['export', policy], ['clerk', policy], ['senior', policy])
      expect(mayWith(`@policy(policies: [["${policy}"]])`, rights)).toBe(false)
      expect(mayWith(`@policy(policies: [["${policy}", "clerk"]])`, rights)).toBe(false)
      expect(mayWith(`@policy(policies: [["${policy}"], ["clerk"]])`, rights)).toBe(true)
    },
  )

  test('a definition that asks for nothing is refused', () => {
    expect(protectSettings.safeParse({ policies: { open: {} } }).success).toBe(false)
    expect(protectSettings.safeParse({ policies: { open: { anyRole: [] } } }).success).toBe(false)
    expect(protectSettings.safeParse({ policies: { open: { role: ['a'] } } }).success).toBe(false)
  })
})

describe('a condition is implied by others', () => {
  const scopes = (...anyOf: string[][]): Condition => ({ kind: 'scopes', anyOf })
  const authenticated: Condition = { kind: 'authenticated' }

  test.each<[Condition, Condition[], boolean]>([
    [authenticated, [], false],
    [authenticated, [authenticated], true],
    [authenticated, [scopes(['a'])], false],
    [scopes(['a']), [], false],
    [scopes(['a']), [scopes(['a', 'b'])], true],
    [scopes(['a', 'b']), [scopes(['a'])], false],
    [scopes(['a', 'b']), [scopes(['a']), scopes(['b'])], true],
    [scopes(['a'], ['b']), [scopes(['a'], ['c'])], false],
    [
      scopes(['a', 'x'], ['a', 'y'], ['b', 'x'], ['b', 'y']),
      [scopes(['a'], ['b']), scopes(['x'], ['y'])],
      true,
    ],
    [scopes(['a']), [{ kind: 'policies', anyOf: [['a']] }], false],
  ])('%j by %j → %s', (condition, by, implied) => expect(isImplied(condition, by)).toBe(implied))

  test('or counts as not implied where telling would take too long', () => {
    const wide = Array.from({ length: 12 }, (_, list) =>
      scopes(...'abcdef'.split('').map((name) => [name + list])),
    )
    expect(isImplied(scopes(['a0'], ['b0'], ['c0'], ['d0'], ['e0'], ['f0']), wide)).toBe(false)
  })
})
