/** The label of everything that came after the bound. */
export const other = 'other'

/**
 * The first so many different names as they are, `other` for the rest: whoever invents names costs no memory.
 * `mayLearn` false asks without making the name known.
 */
export function boundedNames(most: number): (name: string, mayLearn?: boolean) => string {
  const known = new Set<string>()

  return (name, mayLearn = true) => {
    if (known.has(name)) return name
    if (!mayLearn || known.size >= most) return other
    known.add(name)

    return name
  }
}

export type Labels = { operation: string; client: string }

/** Labels of an operation and its client, each of them bounded and the pairs of them too. */
export function boundedLabels(bounds: {
  operationNames: number
  clientNames: number
  labelPairs: number
}): (operation: string, client: string, mayLearn?: boolean) => Labels {
  const operations = boundedNames(bounds.operationNames)
  const clients = boundedNames(bounds.clientNames)
  const pairs = boundedNames(bounds.labelPairs)

  return (operation, client, mayLearn = true) => {
    const labels = { operation: operations(operation, mayLearn), client: clients(client, mayLearn) }
    const pair = `${labels.operation}\n${labels.client}`

    return pairs(pair, mayLearn) === other ? { operation: other, client: other } : labels
  }
}
