import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../stack/paths.ts'
import { none, type Tally } from './tally.ts'

type Passed = { title: string; file: string }
type Row = { id: string; file?: string; sumOf?: string[] }

/** Compares docs/requirements.md with the tests that passed in this run. */
export function checkRequirements(passed: readonly Passed[]): Tally {
  const path = join(root, 'docs/requirements.md')
  const document = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const { proven, problems } = compareRequirements(document, passed)
  for (const problem of problems) console.error(`docs/requirements.md: ${problem}`)

  return { ...none, passed: proven, failed: problems.length }
}

/**
 * A row is true when its id stands in the title of a passed test of the file it names, or when all the ids it sums
 * up have a row that is true. Each id that a title claims must have a row.
 */
export function compareRequirements(
  document: string,
  passed: readonly Passed[],
): { proven: number; problems: string[] } {
  const claimed = Map.groupBy(
    passed.flatMap(({ title, file }) => idsIn(title).map((id) => ({ id, file }))),
    ({ id }) => id,
  )
  const rows = rowsOf(document)
  const isClaimed = ({ id, file }: Row) => claimed.get(id)?.some((one) => one.file === file) ?? false
  const proven = new Set(rows.filter(isClaimed).map(({ id }) => id))

  const untrue = rows.flatMap((row) => {
    const { id, file, sumOf } = row
    if (sumOf) {
      const open = sumOf.filter((part) => !proven.has(part))
      return open.length > 0 ? [`${id} sums up ${open.join(', ')}, which no row proves.`] : []
    }
    if (!file) return [`the row of ${id} names neither one test file nor the ids it sums up.`]

    return isClaimed(row) ? [] : [`${file} is said to prove ${id}; no passed test of it does.`]
  })
  const known = new Set(rows.map(({ id }) => id))
  const missing = [...claimed]
    .filter(([id]) => !known.has(id))
    .map(
      ([id, by]) =>
        `${id} has no row and is claimed by ${[...new Set(by.map(({ file }) => file))].join(', ')}.`,
    )

  return { proven: rows.length - untrue.length, problems: [...untrue, ...missing] }
}

/** The rows of the tables: an id, a sentence, and a test file in backticks or the ids that it sums up. */
export const rowsOf = (document: string): Row[] =>
  document.split('\n').flatMap((line) => {
    const [, id, proof = ''] = /^\| ([A-Z]{2,3}-\d{2}[a-z]?) \|.*\| (.+) \|$/.exec(line) ?? []
    if (!id) return []
    const file = /^`([^`]+)`$/.exec(proof)?.[1]
    if (file) return [{ id, file }]

    return /^[A-Z]{2,3}-\d{2}[a-z]?(, [A-Z]{2,3}-\d{2}[a-z]?)*$/.test(proof)
      ? [{ id, sumOf: proof.split(', ') }]
      : [{ id }]
  })

const areas =
  'GEN CAT CFG PRC QUO APR ORD CAP DEC FAL CXL CHG INV INT CRM BIL ERP DOC NOT ANL FIL REC WFL EVT DB RED API SEC AUD OBS DRL TST OPS'
const requirement = new RegExp(`\\b(?:${areas.replaceAll(' ', '|')})-\\d{2}[a-z]?\\b`, 'g')

/** The requirement ids in a title, such as `ORD-16` or `SEC-01d`. Conflicts (`CNF-04`) are decided, not required. */
export const idsIn = (title: string): string[] => title.match(requirement) ?? []
