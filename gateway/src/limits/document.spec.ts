import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { getIntrospectionQuery, parse } from 'graphql'
import { refusalOfDocument } from './document.ts'
import { measure } from './measure.ts'
import { repeatedPairs } from './repeated-pairs.ts'
import { limitsSettings } from './settings.ts'

const settings = limitsSettings.parse({})
const codeOf = (source: string) => refusalOfDocument(parse(source), settings)?.code
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ')

describe('the limits on a document', () => {
  test.each([
    [
      'TOO_MANY_OPERATIONS',
      times(11, (index) => `query Q${index} { a }`),
      times(10, (i) => `query Q${i} { a }`),
    ],
    [
      'TOO_MANY_FRAGMENTS',
      `{ a } ${times(101, (index) => `fragment F${index} on Q { a }`)}`,
      `{ a } ${times(100, (index) => `fragment F${index} on Q { a }`)}`,
    ],
    [
      'TOO_MANY_VARIABLES',
      `query Q(${times(101, (index) => `$v${index}: Int`)}) { a }`,
      `query Q(${times(100, (index) => `$v${index}: Int`)}) { a }`,
    ],
    ['TOO_DEEP', `${'{ a '.repeat(17)}${'}'.repeat(17)}`, `${'{ a '.repeat(16)}${'}'.repeat(16)}`],
    [
      'TOO_DEEP',
      `{ a(v: ${'['.repeat(17)}${']'.repeat(17)}) }`,
      `{ a(v: ${'['.repeat(16)}${']'.repeat(16)}) }`,
    ],
    [
      'TOO_MANY_ROOT_FIELDS',
      `{ ${times(21, (index) => `f${index}`)} }`,
      `{ ${times(20, (index) => `f${index}`)} }`,
    ],
    ['TOO_MANY_DIRECTIVES', `{ a ${'@d '.repeat(51)} }`, `{ a ${'@d '.repeat(50)} }`],
    [
      'TOO_MANY_ALIASES',
      `{ a { ${times(51, (index) => `a${index}: a`)} } }`,
      `{ a { ${times(50, (index) => `a${index}: a`)} } }`,
    ],
    [
      'TOO_MANY_FIELDS',
      `{ a { ${times(3_000, (index) => `f${index}`)} } }`,
      `{ a { ${times(2_999, (index) => `f${index}`)} } }`,
    ],
    ['TOO_MANY_REPEATS', `{ b { ${'a '.repeat(142)} } }`, `{ b { ${'a '.repeat(141)} } }`],
    ['LIST_TOO_LONG', `{ a(v: [${'1 '.repeat(1_001)}]) }`, `{ a(v: [${'1 '.repeat(1_000)}]) }`],
    ['NAME_TOO_LONG', `query ${'n'.repeat(201)} { a }`, `query ${'n'.repeat(200)} { a }`],
    ['FRAGMENT_CYCLE', '{ ...A } fragment A on Q { ...A }', '{ ...A } fragment A on Q { a }'],
    ['RESPONSE_NAME_RESERVED', '{ __typename: a }', '{ __typename }'],
  ])('%s one above, nothing at it', (code, above, at) => {
    expect(codeOf(above)).toBe(code)
    expect(codeOf(at)).toBeUndefined()
  })

  test('let the introspection of tools pass', () => {
    expect(codeOf(getIntrospectionQuery())).toBeUndefined()
  })
})

describe('counting pairs of repeated fields', () => {
  test('merges selections first, as execution does', () => {
    const source = `
      { a { x } a { x y } ...F ... { a { y } } }
      fragment F on Q { a { x } }
    `
    // Four `a`; within them three `x` and two `y`.
    expect(repeatedPairs(parse(source), 1_000)).toBe(6 + 3 + 1)
  })

  test('does not count what stands under different names', () => {
    expect(repeatedPairs(parse('{ a { x } b: a { x } }'), 1_000)).toBe(0)
  })

  test('equals a plain expansion of any nesting of fields and fragments', () => {
    type Tree = { fields: [string, Tree][]; fragments: Tree[] }
    const leaf: fc.Arbitrary<Tree> = fc.constant({ fields: [], fragments: [] })
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.record({
        fields: fc.array(
          fc.tuple(fc.constantFrom('a', 'b'), fc.oneof({ depthSize: 'small' }, leaf, tie('tree'))),
          { maxLength: 3 },
        ),
        fragments: fc.array(fc.oneof({ depthSize: 'small' }, leaf, tie('tree')), {
          maxLength: 1,
        }),
      }),
    }))
    const print = ({ fields, fragments }: Tree): string =>
      `{ t ${fields.map(([name, inner]) => `${name} ${print(inner)}`).join(' ')} ${fragments
        .map((fragment) => `... ${print(fragment)}`)
        .join(' ')} }`
    const flat = ({ fields, fragments }: Tree): [string, Tree | undefined][] => [
      ['t', undefined],
      ...fields,
      ...fragments.flatMap(flat),
    ]
    const expected = (trees: Tree[]): number => {
      const groups = new Map<string, (Tree | undefined)[]>()
      for (const [name, inner] of trees.flatMap(flat)) groups.set(name, [...(groups.get(name) ?? []), inner])
      return [...groups.values()].reduce((sum, group) => {
        const inner = group.filter((one) => one !== undefined)
        return sum + (group.length * (group.length - 1)) / 2 + (inner.length > 0 ? expected(inner) : 0)
      }, 0)
    }

    fc.assert(
      fc.property(tree, (one) => {
        const document = parse(print(one))
        fc.pre(measure(document).fields < 2_000)
        expect(repeatedPairs(document, Number.MAX_SAFE_INTEGER)).toBe(expected([one]))
      }),
      { numRuns: 200 },
    )
  })
})
