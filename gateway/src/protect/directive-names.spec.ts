import { describe, expect, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import { directiveNames } from './directive-names.ts'

const spec = (name: string, more = '') => `@link(url: "https://specs.apollo.dev/${name}/v0.1"${more})`
const namesFor = (...links: string[]) =>
  directiveNames(
    buildSchema(`schema ${links.join(' ')} { query: Query } type Query { one: Int }`, {
      assumeValidSDL: true,
    }),
  )

describe('the names of the directives', () => {
  test('are those of their specifications', () => {
    expect(namesFor(spec('authenticated'), spec('requiresScopes'), spec('policy'), spec('join'))).toEqual({
      authenticated: 'authenticated',
      requiresScopes: 'requiresScopes',
      policy: 'policy',
      joinField: 'join__field',
      joinType: 'join__type',
    })
  })

  test('follow an import under another name', () => {
    const imported = spec('authenticated', ', import: [{ name: "@authenticated", as: "@signedIn" }]')
    expect(namesFor(imported).authenticated).toBe('signedIn')
  })

  test('follow an import under the own name beside another prefix', () => {
    expect(namesFor(spec('policy', ', as: "rules", import: ["@policy"]')).policy).toBe('policy')
  })

  test('follow the prefix of the whole specification', () => {
    const names = namesFor(spec('requiresScopes', ', as: "rights"'), spec('join', ', as: "fed"'))
    expect([names.requiresScopes, names.joinField, names.joinType]).toEqual([
      'rights',
      'fed__field',
      'fed__type',
    ])
  })

  test('are found where @link itself has another name, and on an extension of the schema', () => {
    const text = `schema @uses(url: "https://specs.apollo.dev/link/v1.0", as: "uses") { query: Query }
      extend schema @uses(url: "https://specs.apollo.dev/policy/v0.1", as: "rule") type Query { one: Int }`
    expect(directiveNames(buildSchema(text, { assumeValidSDL: true })).policy).toBe('rule')
  })

  test('hold without a link as well, so that a link left out opens nothing', () => {
    expect(namesFor().authenticated).toBe('authenticated')
  })

  test('do not mean a directive of somebody else', () => {
    const foreign = '@link(url: "https://example.org/authenticated/v1.0")'
    const imported = '@link(url: "https://example.org/own/v1.0", import: ["@policy"])'
    const names = namesFor(foreign, imported)
    expect([names.authenticated, names.policy, names.requiresScopes]).toEqual(['', '', 'requiresScopes'])
  })
})
