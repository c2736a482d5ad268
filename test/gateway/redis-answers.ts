import type { CachePolicy, SubgraphAnswer, SubgraphRequest } from '@pactwork/gateway/execute/subgraph-fetch'
import { startOperation, type Operation } from '@pactwork/gateway/operation'
import { rightsOf, type Claims } from '@pactwork/gateway/trust/claims'
import { pino } from 'pino'

/** Somebody who calls, of one tenant. */
export function callerOf(tenant: string, changed: Partial<Claims> = {}): Operation['caller'] {
  const user: Claims = {
    issuer: 'i',
    sub: `user of ${tenant}`,
    tenant,
    roles: ['reader'],
    groups: [],
    scopes: [],
    clientId: 'portal',
    jti: undefined,
    exp: 0,
    ...changed,
  }
  const client = { name: 'tests', version: '1' }

  return { user, token: undefined, client, correlationId: 'c-1', rights: rightsOf(user) }
}

const log = pino({ level: 'silent' })
const signal = new AbortController().signal

export const operationOf = (caller: Operation['caller']): Operation => startOperation({ caller, log, signal })

const kept: CachePolicy = { maxAge: 60, scope: 'PUBLIC', types: ['Thing'] }

export const rootFetch = (changed: Partial<SubgraphRequest> = {}): SubgraphRequest => ({
  subgraph: 'things',
  kind: 'query',
  document: 'query($id: ID!) { thing(id: $id) { name } }',
  operationName: undefined,
  variables: { id: '1' },
  cache: kept,
  ...changed,
})

export const entityFetch = (ids: readonly string[]): SubgraphRequest =>
  rootFetch({
    document:
      'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Thing { name } } }',
    variables: { representations: ids.map((id) => ({ __typename: 'Thing', id })) },
  })

/** A subgraph that knows who asks, counts how often it is asked, and can be changed. */
export function source() {
  const asked: string[] = []
  const state = { version: 1, name: 'thing', broken: new Set<string>() }

  async function fetch(request: SubgraphRequest, operation: Operation): Promise<SubgraphAnswer> {
    const { representations, id } = request.variables
    // What is answered is what held when the question arrived.
    const told = `${state.name} ${state.version} for ${operation.caller.user?.tenant}`
    await new Promise((answer) => setImmediate(answer))
    if (!Array.isArray(representations)) {
      asked.push(String(id))
      return { data: { thing: { id, name: told } } }
    }
    const ids = representations.map((one: { id: string }) => one.id)
    asked.push(ids.join())
    const errors = ids.flatMap((one, index) =>
      state.broken.has(one) ? [{ message: `no ${one}`, path: ['_entities', index, 'name'] }] : [],
    )
    const _entities = ids.map((one) => (one === 'none' ? null : { id: one, name: told }))

    return { data: { _entities }, ...(errors.length > 0 && { errors }) }
  }

  return { fetch, asked, state }
}
