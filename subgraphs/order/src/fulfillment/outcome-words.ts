import type { Outcome } from './outcome.ts'

/** What a treaty or the inventory context says of an effect, in its own few words. */
export type Said = 'UNKNOWN' | 'ACCEPTED' | 'REJECTED' | 'FALLOUT'

/** Classes of which no machine can say whether something was done (INT-13). */
const unclassified: ReadonlySet<string> = new Set([
  'UNCLASSIFIED_EXTERNAL_FAILURE',
  'SECURITY_CONFIGURATION_FAILURE',
  'DUPLICATE_CONFLICT',
])

/** The same as an outcome of a fulfillment item. A fallout's code says what kind of end it is. */
export function outcomeFrom(
  said: Said,
  why: { readonly errorClass: string | null; readonly errorCode: string | null },
): Outcome {
  if (said === 'ACCEPTED') return 'COMPLETED'
  if (said !== 'FALLOUT') return said
  if (why.errorCode === 'NOT_FOUND_AFTER_RESENDS') return 'NOT_FOUND'
  if (why.errorCode === 'LOCAL_IMPOSSIBLE') return 'CONTRADICTED'

  return unclassified.has(why.errorClass ?? '') ? 'UNCLASSIFIED' : 'UNRESOLVED'
}
