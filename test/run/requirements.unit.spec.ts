import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { root } from '../stack/paths.ts'
import { compareRequirements, idsIn, rowsOf } from './requirements.ts'

const passed = [
  { title: 'an order ORD-16 has a number of its own', file: 'test/order.spec.ts' },
  { title: 'a quote QUO-05 SEC-01e CNF-04 is refused when its price is stale', file: 'test/quote.spec.ts' },
]
const document = `
| id | what it asks | proven by |
| --- | --- | --- |
| ORD-16 | Order numbers are unique. | \`test/order.spec.ts\` |
| QUO-05 | A stale price cannot be accepted. | \`test/quote.spec.ts\` |
| SEC-01e | Who may accept \\| what. | \`test/quote.spec.ts\` |
| GEN-08 | Both at once. | ORD-16, QUO-05 |
`
const problems = (changed: string, tests = passed) => compareRequirements(changed, tests).problems

describe('the list of requirements', () => {
  test('that is true has no problems', () => {
    expect(compareRequirements(document, passed)).toEqual({ proven: 4, problems: [] })
  })

  test.each([
    ['a file whose tests do not say so', document.replace('`test/order.spec.ts`', '`test/quote.spec.ts`')],
    ['a file that has no test', document.replace('`test/order.spec.ts`', '`test/nowhere.spec.ts`')],
  ])('that names %s is untrue', (_, untrue) => {
    expect(problems(untrue)).toEqual([
      expect.stringContaining('is said to prove ORD-16'),
      'GEN-08 sums up ORD-16, which no row proves.',
    ])
  })

  test('is untrue when the test did not pass', () => {
    expect(problems(document, passed.slice(1))).toContain(
      'test/order.spec.ts is said to prove ORD-16; no passed test of it does.',
    )
  })

  test('that lacks what a test claims is incomplete', () => {
    expect(problems(document.replace(/^\| SEC-01e .*$/m, ''))).toEqual([
      'SEC-01e has no row and is claimed by test/quote.spec.ts.',
    ])
  })

  test.each([
    ['sums up what has no row', 'ORD-16, EVT-02', 'GEN-08 sums up EVT-02, which no row proves.'],
    ['sums up itself', 'GEN-08', 'GEN-08 sums up GEN-08, which no row proves.'],
    ['proves by words', 'see the tests', 'the row of GEN-08 names neither'],
    ['names two files', '`a.spec.ts` `b.spec.ts`', 'the row of GEN-08 names neither'],
  ])('with a row that %s is untrue', (_, proof, sentence) => {
    expect(problems(document.replace('ORD-16, QUO-05', proof))).toEqual([expect.stringContaining(sentence)])
  })
})

test('ids are those of requirements, wherever they stand in a title', () => {
  expect(
    idsIn('SEC-01d DB-07 (M8) nobody, by ADR-12, CNF-04, UTF-16 or ORD-1, sees EVT-021 but ORD-26'),
  ).toEqual(['SEC-01d', 'DB-07', 'ORD-26'])
})

const rows = rowsOf(readFileSync(join(root, 'docs/requirements.md'), 'utf8'))

test('docs/requirements.md has rows, each once', () => {
  const all = rows.map(({ id, file, sumOf }) => `${id} ${file ?? sumOf?.join()}`)

  expect(all.length).toBeGreaterThan(100)
  expect(all.filter((row, index) => all.indexOf(row) !== index)).toEqual([])
})

/** A spec with the modules beside it that write tests for it. */
const textOf = (file: string): string => {
  const path = join(root, file)
  if (!existsSync(path)) return ''
  const text = readFileSync(path, 'utf8')
  const imported = [...text.matchAll(/from '(\.\/[^']+)'/g)].map(([, beside = '']) =>
    join(dirname(path), beside),
  )

  return [text, ...imported.map((one) => readFileSync(one, 'utf8'))].join('\n')
}

test('every file it names is there and names the requirement', () => {
  expect(rows.filter(({ id, file }) => file !== undefined && !textOf(file).includes(id))).toEqual([])
})
