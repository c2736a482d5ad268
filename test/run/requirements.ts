import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../stack/paths.ts'
import { none, type Tally } from './tally.ts'

const row = /^\| ([A-Z]{2,3}-\d{2}[a-z]?) \| (.+?) \| `(.+?)` \|$/

/**
 * Compares docs/requirements.md with the tests that passed in this run: each row's id must stand in the title of
 * a passed test of the file it names, and each id that a title claims must have a row.
 */
export function checkRequirements(passed: readonly { title: string; file: string }[]): Tally {
  const path = join(root, 'docs/requirements.md')
  const rows = (existsSync(path) ? readFileSync(path, 'utf8') : '')
    .split('\n')
    .map((line) => row.exec(line))
    .filter((match) => match !== null)
    .map(([, id = '', , file = '']) => ({ id, file }))
  const claimed = new Map<string, Set<string>>()
  for (const { title, file } of passed)
    for (const id of idsIn(title)) claimed.set(id, (claimed.get(id) ?? new Set()).add(file))

  const untrue = rows.filter(({ id, file }) => !claimed.get(id)?.has(file))
  const missing = [...claimed.keys()].filter((id) => !rows.some((one) => one.id === id))
  for (const { id, file } of untrue)
    console.error(`docs/requirements.md says that ${file} proves ${id}; no passed test of it does.`)
  for (const id of missing)
    console.error(
      `${id} is proven by ${[...(claimed.get(id) ?? [])].join(', ')} and missing in docs/requirements.md.`,
    )

  return { ...none, passed: rows.length - untrue.length, failed: untrue.length + missing.length }
}

/** The requirement ids a title begins a word with, such as `ORD-16` or `SEC-01d`. */
export const idsIn = (title: string): string[] =>
  [...title.matchAll(/\b([A-Z]{2,3}-\d{2}[a-z]?)\b/g)].map(([, id = '']) => id).filter(known)

const areas = new Set(
  'GEN CAT CFG PRC QUO APR ORD CAP DEC FAL CXL CHG INV INT CRM BIL ERP DOC NOT ANL FIL REC WFL EVT DB RED API SEC AUD OBS DRL TST OPS CNF'.split(
    ' ',
  ),
)
const known = (id: string): boolean => areas.has(id.split('-')[0] ?? '')
