import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from '../stack/paths.ts'

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)))

/** The relative links of a text that lead nowhere. */
const deadLinks = (text: string, folder: string): string[] =>
  [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(root, folder, target)))

test.each(documents)('every link in %s leads somewhere', (file) => {
  expect(deadLinks(readFileSync(join(root, file), 'utf8'), dirname(file))).toEqual([])
})

test('a link that leads nowhere is found', () => {
  expect(deadLinks('[a](nowhere.md) [b](README.md#x) [c](https://example.org)', '.')).toEqual(['nowhere.md'])
})

test('every guarantee names a test, and nothing but tests', () => {
  const rows = readFileSync(join(root, 'docs/guarantees.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| **'))

  expect(rows.length).toBeGreaterThan(10)
  for (const row of rows) {
    const tests = [...(row.split(' | ').at(-1) ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path)
    expect(tests.length).toBeGreaterThan(0)
    expect(tests.filter((path) => !path.endsWith('.spec.ts'))).toEqual([])
  }
})
