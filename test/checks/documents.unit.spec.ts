import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { contextNames } from '@pactwork/kernel/contexts'
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

test('GEN-01 GEN-06 every guarantee says how it holds and what would break it, and names the test that tries to', () => {
  const rows = readFileSync(join(root, 'docs/guarantees.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| **'))

  expect(rows.length).toBeGreaterThan(10)
  for (const row of rows) {
    const [promise, means, danger] = row.split(' | ').map((cell) => cell.replace(/^\| /, ''))
    expect([promise, means, danger].filter((cell) => !cell?.trim())).toEqual([])
    const tests = [...(row.split(' | ').at(-1) ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path)
    expect(tests.length).toBeGreaterThan(0)
    expect(tests.filter((path) => !path.endsWith('.spec.ts'))).toEqual([])
  }
})

test.each(contextNames)('GEN-04 %s says what it owns and what it must not own', (context) => {
  const readme = readFileSync(join(root, 'subgraphs', context, 'README.md'), 'utf8').replaceAll(/\s+/g, ' ')

  expect(readme).toMatch(/\*\*Owns\*\* [^*]{20,}\*\*Must not own\*\* .{20,}/)
})
