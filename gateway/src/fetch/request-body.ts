import type { SubgraphRequest } from '../execute/subgraph-fetch.ts'

const bodies = new WeakMap<SubgraphRequest, string>()

/** The body of a call as JSON; written once, though joining, signing and sending all want it. */
export function bodyOf(request: SubgraphRequest): string {
  const known = bodies.get(request)
  if (known !== undefined) return known
  const { document: query, variables, operationName } = request
  const body = JSON.stringify({ query, variables, operationName })
  bodies.set(request, body)

  return body
}
