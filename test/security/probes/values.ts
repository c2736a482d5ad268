import { getNamedType, isEnumType, isNonNullType } from 'graphql'
import type { Fill } from './graph.ts'

/** What is not an id and still has to make sense, so that a probe is refused for its id and for nothing else. */
const byName: Readonly<Record<string, unknown>> = {
  basisPoints: 100,
  businessDate: new Date().toISOString().slice(0, 10),
  captureMode: 'QUOTE_DERIVED',
  channel: 'DIRECT',
  contractValueMinor: '0',
  country: 'DE',
  currency: 'EUR',
  dmnHash: 'sha256:0',
  dmnKey: 'approval-level',
  group: 'late-shift',
  incidentClass: 'BUSINESS_FALLOUT',
  inputs: { discountBasisPoints: 0, contractValueMinor: 0 },
  level: 'NONE',
  outputs: { level: 'NONE', candidateGroup: 'none' },
  postalCode: '20457',
  role: 'SALES_REP',
  segment: 'ENTERPRISE',
  subjectType: 'QUOTE',
  termMonths: 12,
}

/** What may be left out and hides things when it is. */
const byPath: Readonly<Record<string, unknown>> = {
  'filter.states': ['OPEN', 'CLAIMED', 'DONE', 'CANCELLED'],
}

/** A value for what must be given and is no id; what may be left out is left out. */
export const ordinary: Fill = ({ name, type }, path) => {
  if (path.join('.') in byPath) return byPath[path.join('.')]
  if (!isNonNullType(type)) return undefined
  if (name in byName) return byName[name]
  const named = getNamedType(type)
  if (isEnumType(named)) return named.getValues()[0]?.name

  return { Int: 1, Boolean: false, String: 'Asked by a probe.', JSON: {} }[named.name]
}
