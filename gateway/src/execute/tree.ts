/** What subgraphs answered, merged: objects as they came out of JSON. */
export type Tree = { [key: string]: unknown }

/** A place in the answer, as a list from its end, so that walking down costs one small object a step. */
export type Path = { readonly parent: Path | undefined; readonly key: string | number }

export const pathToArray = (path: Path | undefined): (string | number)[] => {
  const keys: (string | number)[] = []
  for (let at = path; at; at = at.parent) keys.push(at.key)

  return keys.reverse()
}

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Adds what another fetch knows of the same object. Objects and lists of equal length are merged, other values
 * replaced; a null never covers an object that is known from elsewhere, nor the name of an interface (which is what
 * a subgraph that knows it as an object answers) the name of a type that it covers.
 */
export function merge(target: Tree, source: Tree, covers: Covers = equalNames): void {
  for (const key in source) {
    if (key === outlaw) continue
    target[key] =
      key === '__typename'
        ? mergedName(target[key], source[key], covers)
        : merged(target[key], source[key], covers)
  }
}

/** Assigning to it would change what every object is. No field has that name, and no alias reaches a subgraph. */
const outlaw = '__proto__'

type Covers = (condition: string, typename: string) => boolean

const equalNames: Covers = (condition, typename) => condition === typename

const mergedName = (known: unknown, added: unknown, covers: Covers): unknown =>
  typeof known === 'string' && (typeof added !== 'string' || covers(added, known)) ? known : added

function merged(known: unknown, added: unknown, covers: Covers): unknown {
  if (added === undefined || (added === null && typeof known === 'object')) return known ?? added
  if (Array.isArray(known) && Array.isArray(added) && known.length === added.length) {
    for (let index = 0; index < added.length; index += 1)
      known[index] = merged(known[index], added[index], covers)
    return known
  }
  if (isTree(known) && isTree(added)) {
    merge(known, added, covers)
    return known
  }

  return added
}

/** A copy that shares nothing with the original: one answer for several places must not tie them together. */
export function copied<Value>(value: Value): Value
export function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied)
  if (!isTree(value)) return value
  const copy: Tree = {}
  for (const key in value) if (key !== outlaw) copy[key] = copied(value[key])

  return copy
}
