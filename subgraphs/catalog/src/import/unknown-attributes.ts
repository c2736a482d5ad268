import { finding, type Finding, type Place } from './finding.ts'
import { atPath, isObject, type Json, type JsonObject } from './json-value.ts'
import { attributes, innerAttributes } from './payload.attributes.ts'
import type { ResourceType } from './resource.ts'

/** What a resource holds that TMF620 v4 does not know, on each level that Pactwork reads. */
export function unknownAttributes(given: JsonObject, type: ResourceType, place: Place): Finding[] {
  return Object.entries(given).flatMap(([name, value]) =>
    attributes[type].includes(name) || name.startsWith('@')
      ? within(name, value, step(place, name))
      : [unknown(name, step(place, name))],
  )
}

function within(name: string, value: Json, place: Place): Finding[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => within(name, one, step(place, index)))
  const known = innerAttributes[name]
  if (!known || !isObject(value)) return []

  return Object.entries(value).flatMap(([inner, held]) =>
    known.includes(inner) || inner.startsWith('@')
      ? within(inner, held, step(place, inner))
      : [unknown(inner, step(place, inner))],
  )
}

const step = (place: Place, name: PropertyKey): Place => ({ ...place, path: atPath(place.path, name) })

const unknown = (name: string, place: Place): Finding =>
  finding('UNKNOWN_ATTRIBUTE', place, `TMF620 v4 has no attribute "${name.slice(0, 100)}" here.`)
