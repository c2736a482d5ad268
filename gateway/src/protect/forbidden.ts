import { createHash } from 'node:crypto'
import { isMet, type Rights } from './condition.ts'
import type { Protection } from './protection.ts'

/** What one caller may not see. The same for all callers with the same rights, so keep it by these. */
export type Forbidden = {
  /** `Type` and `Type.field`, with all that follows from types and from `@requires`. */
  coordinates: ReadonlySet<string>
  /** Object types: where one of these turns up behind an abstract type, the object is null with `FORBIDDEN`. */
  types: ReadonlySet<string>
  /** Callers with the same one are served by the same plans; empty when nothing is forbidden. */
  fingerprint: string
}

const nothing: Forbidden = { coordinates: new Set(), types: new Set(), fingerprint: '' }

/** Pure; costs one look at every protected coordinate. Without claims the caller has no token. */
export function forbiddenFor(protection: Protection, claims: Rights | undefined): Forbidden {
  const unmet = new Set(
    protection.conditions.flatMap((condition, index) =>
      isMet(condition, claims, protection.policies) ? [] : [index],
    ),
  )
  if (unmet.size === 0) return nothing

  const coordinates = new Set<string>()
  for (const [coordinate, needs] of protection.needs) {
    if (!needs.isDisjointFrom(unmet)) coordinates.add(coordinate)
  }
  const types = new Set([...coordinates].filter((coordinate) => protection.objects.has(coordinate)))
  for (const [coordinate, objects] of protection.mayHold) {
    if (objects.length > 0 && objects.every((name) => types.has(name))) coordinates.add(coordinate)
  }

  return { coordinates, types, fingerprint: fingerprintOf(coordinates) }
}

/** Whether a field of an object is forbidden; the type is that of the object, never an interface. */
export const isForbidden = ({ coordinates }: Forbidden, objectType: string, field: string): boolean =>
  coordinates.has(`${objectType}.${field}`)

const fingerprintOf = (coordinates: ReadonlySet<string>): string =>
  createHash('sha256')
    .update([...coordinates].sort().join('\n'))
    .digest('base64url')
    .slice(0, 22)
