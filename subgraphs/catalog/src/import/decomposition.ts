import type { OfferedDecomposition } from '../offering.ts'

/**
 * The rules every imported specification starts with, kept as data and named in the report: reserve what is
 * needed, then activate it. Who decomposes knows no other rules than those it is given (DEC-07).
 */
export const defaultDecomposition: readonly OfferedDecomposition[] = [
  { capability: 'RESERVE', responsibleSystem: 'INVENTORY', dependsOn: [], origin: 'DEFAULT' },
  { capability: 'ACTIVATE', responsibleSystem: 'PROVISIONING', dependsOn: ['RESERVE'], origin: 'DEFAULT' },
]
