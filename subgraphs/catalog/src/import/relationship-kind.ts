import type { RelationshipKind } from './resource.ts'

/** TMF620 leaves the words of a relationship open; these bind, in any case. All others are reported. */
export function relationshipKind(written: string | undefined): RelationshipKind | undefined {
  const word = written?.trim().toLowerCase() ?? ''
  if (/^(requires?|required|depends ?on|dependency|relies ?on)$/.test(word)) return 'REQUIRES'
  if (/^(excludes?|excluded|exclusivity|incompatible( ?with)?)$/.test(word)) return 'EXCLUDES'

  return undefined
}
