import type { OfferedRule } from '../offering.ts'
import { resolve } from './resolve.ts'
import { type Offering, type RelationshipKind, seriesOf } from './resource.ts'

/** The rules about other offerings, by the offering they are of. */
export type RelatedOfferings = ReadonlyMap<string, readonly OfferedRule[]>

/** Requiring has a direction; excluding holds both ways, whichever of the two files says it. */
export function relateOfferings(offerings: readonly Offering[]): RelatedOfferings {
  const pairs = offerings.flatMap((from) =>
    from.relationships.flatMap((reference) => {
      const found = resolve(reference, offerings)
      if (found.outcome !== 'FOUND') return []
      const there = { of: seriesOf(from), rule: ruleTo(reference.kind, found.target) }
      const back = { of: seriesOf(found.target), rule: ruleTo(reference.kind, from) }

      return reference.kind === 'EXCLUDES' ? [there, back] : [there]
    }),
  )

  return new Map(
    [...Map.groupBy(pairs, (pair) => pair.of)].map(([of, held]) => [of, held.map(({ rule }) => rule)]),
  )
}

const ruleTo = (kind: RelationshipKind, { name, key }: Offering): OfferedRule => ({
  scope: 'OFFERING',
  kind,
  target: name,
  targetKey: key,
})
