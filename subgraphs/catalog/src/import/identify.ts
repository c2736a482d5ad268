import { finding, type Finding } from './finding.ts'
import { identityOf, type Resource, seriesOf } from './resource.ts'

/**
 * Natural keys (ADR 0002): within its type a thing is what its product number says, else its name; with its
 * version it stands once in an import. An id or a product number names one thing only.
 */
export function findDuplicates(resources: readonly Resource[]): Finding[] {
  return [
    ...twice(resources, identityOf, (one) => `version ${one.version} of the ${one.type} "${one.key}"`),
    ...shared(resources, 'id'),
    ...shared(resources, 'productNumber'),
  ]
}

function twice(
  resources: readonly Resource[],
  keyOf: (one: Resource) => string,
  describe: (one: Resource) => string,
): Finding[] {
  const first = new Map<string, Resource>()

  return resources.flatMap((one) => {
    const other = first.get(keyOf(one))
    if (!other) {
      first.set(keyOf(one), one)

      return []
    }

    return [
      finding(
        'DUPLICATE_IDENTITY',
        one.place,
        `${other.place.file}${other.place.path} already has ${describe(one)}.`,
      ),
    ]
  })
}

/** An id that two different things of one type claim. Two versions of one thing may share it. */
function shared(resources: readonly Resource[], attribute: 'id' | 'productNumber'): Finding[] {
  const holders = new Map<string, Resource>()

  return resources.flatMap((one) => {
    const claimed = one[attribute]
    if (claimed === undefined) return []
    const place = `${one.type}:${claimed}`
    const other = holders.get(place) ?? one
    holders.set(place, other)
    if (seriesOf(other) === seriesOf(one)) return []

    return [
      finding(
        'DUPLICATE_IDENTITY',
        one.place,
        `The ${attribute} "${claimed}" already belongs to "${other.name}" of ${other.place.file}${other.place.path}.`,
      ),
    ]
  })
}
