import { isAbstractType, isInterfaceType, type GraphQLSchema } from 'graphql'
import type { Covers } from '../execute/representations.ts'

/** What conditions on types say of each other, in the whole supergraph. */
export type TypeConditions = {
  /** Which types a condition covers. */
  covers: Covers
  /** Whether some object can meet both. */
  overlap(condition: string, other: string): boolean
}

export function typeConditions(full: GraphQLSchema): TypeConditions {
  const known = new Map<string, ReadonlySet<string>>()
  const typesUnder = (condition: string): ReadonlySet<string> => {
    const before = known.get(condition)
    if (before) return before
    const type = full.getType(condition)
    const names = new Set([condition])
    if (isAbstractType(type)) {
      for (const { name } of full.getPossibleTypes(type)) names.add(name)
      if (isInterfaceType(type))
        for (const { name } of full.getImplementations(type).interfaces) names.add(name)
    }
    known.set(condition, names)

    return names
  }

  return {
    covers: (condition, typename) => condition === typename || typesUnder(condition).has(typename),
    overlap: (condition, other) => !typesUnder(condition).isDisjointFrom(typesUnder(other)),
  }
}
