import { createHash } from 'node:crypto'
import type { CachePolicy, SubgraphRequest } from '../execute/subgraph-fetch.ts'
import type { Operation } from '../operation.ts'
import type { Caller } from '../trust/caller.ts'

/** Headers that name a request and do not change what it is answered. */
const names = new Set(['traceparent', 'tracestate', 'x-correlation-id', 'x-request-id'])

/**
 * Everything that an answer may depend on, as one key of 256 bits: the graph, the subgraph, who may share the
 * answer, the client's headers that are passed on, the document and the variables. Two callers have a key in common only when they are of one tenant and may share the answer.
 */
export function cacheKey(
  prefix: string,
  graphHash: string,
  { subgraph, document, operationName }: SubgraphRequest,
  variables: unknown,
  audience: string,
  forwarded: Operation['forwarded'],
): string {
  const headers = Object.entries(forwarded)
    .filter(([name]) => !names.has(name.toLowerCase()))
    .toSorted(byName)
  const parts = [graphHash, subgraph, audience, headers, document, operationName ?? null, variables]
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

  return `${prefix}answer:${hash}`
}

/**
 * Who may share an answer, as text. PUBLIC: everybody of one issuer and tenant who has the same roles, groups,
 * scopes and client application. Rights count although the field is PUBLIC, because they decide which answer there
 * is at all: one without the permission must be refused by the subgraph, not served from what another one was
 * shown. Only the person does not count. PRIVATE: the person, with those rights. Undefined: nobody.
 */
export function audienceOf({ user, token, rights }: Caller, scope: CachePolicy['scope']): string | undefined {
  if (scope === 'PRIVATE') return user ? JSON.stringify(['PRIVATE', user.tenant ?? null, rights]) : undefined
  // A token that nobody here has read may still be read by a subgraph.
  if (!user) return JSON.stringify(['PUBLIC', rights, token ?? null])
  // Whatever is ever added to the claims counts as well.
  const { sub: _person, jti: _token, exp: _until, ...shared } = user
  const said = Object.entries(shared)
    .map(([name, value]) => [name, Array.isArray(value) ? sorted(value) : value] as const)
    .toSorted(byName)

  return JSON.stringify(['PUBLIC', said])
}

const sorted = (values: readonly string[]): string[] => [...new Set(values)].toSorted()

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1
