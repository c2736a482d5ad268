import { finding, type Finding, type Place } from './finding.ts'
import type { JsonObject } from './json-value.ts'
import { beside, telling } from './payload.attributes.ts'
import type { ResourceType } from './resource.ts'

/**
 * Which resource a payload is: by `@type`, else by `@baseType` (an extension of it), else by the attributes that
 * only one type has. Anything less certain is an error.
 */
export function classify(given: JsonObject, place: Place): { type?: ResourceType; finding?: Finding } {
  const type = given['@type']
  const base = given['@baseType']
  if (isType(type)) return { type }
  if (isType(base)) return { type: base }

  if (type !== undefined) {
    const name = typeof type === 'string' ? `"${type.slice(0, 60)}"` : 'not a text'
    if (typeof type === 'string' && beside.includes(type)) {
      return { finding: finding('RESOURCE_IGNORED', place, `A catalog does not need the type ${name}.`) }
    }

    return {
      finding: finding(
        'TYPE_UNKNOWN',
        { ...place, path: `${place.path}/@type` },
        `The type is ${name}, not one of ${all}.`,
      ),
    }
  }

  const [told, another] = types.filter((one) =>
    telling[one].some((attribute) => Object.hasOwn(given, attribute)),
  )
  if (!told || another) {
    return {
      finding: finding(
        'TYPE_MISSING',
        place,
        `There is no @type, and the attributes do not tell one of ${all}.`,
      ),
    }
  }

  return {
    type: told,
    finding: finding('TYPE_BY_ATTRIBUTES', place, `There is no @type; only ${told} has these attributes.`),
  }
}

const types = Object.keys(telling).filter((one): one is ResourceType => one in telling)
const all = types.join(', ')

const isType = (value: unknown): value is ResourceType => types.some((one) => one === value)
