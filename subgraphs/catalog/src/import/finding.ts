import { findingCodes, type FindingCode } from './finding.codes.ts'

export type Severity = 'ERROR' | 'WARNING' | 'INFO'

/** One line of the import report: where, what, and what was done about it. */
export type Finding = {
  readonly file: string
  readonly path: string
  readonly code: FindingCode
  readonly message: string
  readonly action: string
  readonly severity: Severity
}

/** A place in a file: a JSON pointer, empty for the whole. */
export type Place = { readonly file: string; readonly path: string }

/** A finding at a place; severity and action come from the code's own row. */
export const finding = (code: FindingCode, at: Place, message: string): Finding => ({
  file: at.file,
  path: at.path,
  code,
  message,
  ...findingCodes[code],
})

export const blocks = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'ERROR')

/** Findings in the order of files and places, so that the same folder always reads the same. */
export const inOrder = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => compare(a.file, b.file) || compare(a.path, b.path) || compare(a.code, b.code))

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
