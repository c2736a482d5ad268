import type { SubgraphRequest } from '../execute/subgraph-fetch.ts'
import type { Operation } from '../operation.ts'
import { bodyOf } from './request-body.ts'

type Of = Pick<Operation, 'caller' | 'forwarded'>

const callers = new WeakMap<Of, string>()

/**
 * Equal for calls that any subgraph must answer alike: the same subgraph, document, operation and variables, asked
 * by the same subject of the same tenant with the same rights, forwarding the same headers. Trace, correlation,
 * signature and which of several tokens it was do not count.
 */
export const joinKey = (request: SubgraphRequest, operation: Of): string =>
  `${callerKey(operation)}${request.subgraph}\n${bodyOf(request)}`

function callerKey(operation: Of): string {
  const known = callers.get(operation)
  if (known !== undefined) return known
  const { user, rights } = operation.caller
  const headers = Object.entries(operation.forwarded).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const key = JSON.stringify([user?.issuer, user?.tenant, user?.sub, rights, headers])
  callers.set(operation, key)

  return key
}
