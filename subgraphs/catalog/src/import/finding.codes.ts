import type { Severity } from './finding.ts'

const refused = 'Nothing was published.'

/** Every code of an import report: how grave it is and what the import does about it. */
export const findingCodes = {
  NOT_A_FILE: { severity: 'ERROR', action: refused },
  NOT_UTF8: { severity: 'ERROR', action: refused },
  FILE_TOO_LARGE: { severity: 'ERROR', action: refused },
  LINK_LEAVES_FOLDER: { severity: 'ERROR', action: refused },
  DUPLICATE_FILE: { severity: 'ERROR', action: refused },
  NOT_JSON: { severity: 'ERROR', action: refused },
  DUPLICATE_KEY: { severity: 'ERROR', action: refused },
  TEXT_NOT_STORABLE: { severity: 'ERROR', action: refused },
  TYPE_MISSING: { severity: 'ERROR', action: refused },
  TYPE_UNKNOWN: { severity: 'ERROR', action: refused },
  WRONG_TYPE: { severity: 'ERROR', action: refused },
  NOT_A_NUMBER: { severity: 'ERROR', action: refused },
  NUMBER_OUT_OF_RANGE: { severity: 'ERROR', action: refused },
  NOT_A_DATE: { severity: 'ERROR', action: refused },
  PERIOD_REVERSED: { severity: 'ERROR', action: refused },
  DUPLICATE_IDENTITY: { severity: 'ERROR', action: refused },

  FILE_IGNORED: { severity: 'WARNING', action: 'The file was left out.' },
  RESOURCE_IGNORED: { severity: 'WARNING', action: 'The resource was left out.' },
  TYPE_BY_ATTRIBUTES: {
    severity: 'WARNING',
    action: 'It was imported as the type its attributes belong to.',
  },
  UNKNOWN_ATTRIBUTE: { severity: 'WARNING', action: 'The attribute was left out.' },
  NUMBER_AS_TEXT: { severity: 'WARNING', action: 'The text was read as the number it spells.' },
  VALUE_TYPE_MISMATCH: { severity: 'WARNING', action: 'The characteristic was imported as text.' },
  AMBIGUOUS_DEFAULT: { severity: 'WARNING', action: 'No default was taken; a value has to be chosen.' },
  REGEX_NOT_ENFORCED: { severity: 'WARNING', action: 'The pattern was left out.' },
  CHARACTERISTIC_NOT_IN_SPECIFICATION: {
    severity: 'WARNING',
    action: 'The offering keeps its own definition.',
  },
  VALUE_NOT_IN_SPECIFICATION: { severity: 'WARNING', action: 'The value cannot be chosen.' },
  RULE_TARGET_MISSING: { severity: 'WARNING', action: 'The rule was left out.' },
  RELATIONSHIP_IGNORED: { severity: 'WARNING', action: 'The relationship was left out.' },
  PRICE_INCOMPLETE: { severity: 'WARNING', action: 'The price is shown and cannot be quoted.' },
  PRICE_TYPE_NOT_QUOTABLE: { severity: 'WARNING', action: 'The price is shown and cannot be quoted.' },
  PRICE_CONDITION_NOT_SUPPORTED: { severity: 'WARNING', action: 'The price is shown and cannot be quoted.' },
  UNRESOLVED_LINK: { severity: 'WARNING', action: 'Nothing was linked.' },
  AMBIGUOUS_LINK: { severity: 'WARNING', action: 'Nothing was linked.' },
  LINK_FILE_ENTRY_UNUSED: { severity: 'WARNING', action: 'The entry was left out.' },
  OFFERING_NOT_SELLABLE: { severity: 'WARNING', action: 'The offering is shown and cannot be sold.' },
  LINK_INFERRED: { severity: 'WARNING', action: 'The link waits for the catalog manager to confirm it.' },

  LINK_CONFIRMED: { severity: 'INFO', action: 'The link holds, as the catalog manager confirmed.' },
  LINK_DECLARED: { severity: 'INFO', action: 'The link holds.' },
  OFFERING_EXPIRED: { severity: 'INFO', action: 'The offering is shown and cannot be ordered.' },
  DEFAULT_DECOMPOSITION: {
    severity: 'INFO',
    action: 'Decomposition rules were stored: RESERVE, then ACTIVATE.',
  },
} as const satisfies Record<string, { severity: Severity; action: string }>

export type FindingCode = keyof typeof findingCodes
