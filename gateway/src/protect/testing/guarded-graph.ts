import { composeServices } from '@apollo/composition'
import { createLog } from '@pactwork/kernel/runtime/log'
import { GraphQLError, parse, validate, type GraphQLFormattedError } from 'graphql'
import { execute } from '../../execute/execute.ts'
import type { FetchStep } from '../../execute/step.ts'
import type { SubgraphAnswer, SubgraphFetch } from '../../execute/subgraph-fetch.ts'
import { buildGraph, type Graph } from '../../graph.ts'
import { startOperation } from '../../operation.ts'
import { plan } from '../../plan/prepare.ts'
import type { Rights } from '../condition.ts'
import { forbiddenFor, type Forbidden } from '../forbidden.ts'
import { protectionOf } from '../protection.ts'
import { restrict } from '../restrict.ts'
import { protectSettings } from '../settings.ts'
import { guardedSubgraphs } from './guarded-subgraphs.ts'
import { inProcessSubgraphs, type Seen } from './in-process-subgraphs.ts'

export function composed(subgraphs: Readonly<Record<string, string>>): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(subgraphs).map(([name, text]) => ({ name, url: `http://${name}`, typeDefs: parse(text) })),
  )
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'))

  return supergraphSdl
}

export const supergraph = composed(guardedSubgraphs)
export const guarded: Graph = buildGraph(supergraph)

/** Each policy is a role of the same name. */
export const settings = protectSettings.parse({
  policies: Object.fromEntries(
    ['auditor', 'operator', 'root', 'keyholder', 'friend', 'finance'].map((name) => [
      name,
      { anyRole: [name] },
    ]),
  ),
})
export const protection = protectionOf(guarded.full, settings)

export const token = (scopes: readonly string[] = [], roles: readonly string[] = []): Rights => ({
  scopes,
  roles,
  groups: [],
})

export type Answer = {
  /** Undefined when the operation was refused. */
  data: Record<string, unknown> | null | undefined
  errors: readonly GraphQLFormattedError[]
  refusedAt: string | undefined
  seen: Seen
}

/** The whole way: what is forbidden is taken out, the rest planned, fetched of the subgraphs and completed. */
export async function ask(text: string, rights: Rights | undefined, graph: Graph = guarded): Promise<Answer> {
  return askWith(
    text,
    forbiddenFor(graph === guarded ? protection : protectionOf(graph.full, settings), rights),
    graph,
  )
}

export async function askWith(text: string, forbidden: Forbidden, graph: Graph = guarded): Promise<Answer> {
  const document = parse(text)
  const [invalid] = validate(graph.schema, document)
  if (invalid) throw new GraphQLError(`${invalid.message} ${text}`)
  const { fetch, seen } = inProcessSubgraphs()

  const restricted = restrict(document, undefined, graph.schema, forbidden)
  if (restricted.kind === 'refused')
    return {
      data: undefined,
      errors: [],
      refusedAt: restricted.path.join('.'),
      seen,
    }

  const restriction = { forbidden, fingerprint: forbidden.fingerprint, restrict: () => restricted.document }
  const planned = plan(graph, { document }, {}, { restriction })
  const event = await eventOf(planned.primary, fetch)
  const parts = { fetch, operation: operation(), ...(event && { event }) }
  const { data, errors = [] } = await execute({ ...planned, variables: {} }, parts)

  return {
    data,
    errors: errors.map((error) => error.toJSON()),
    refusedAt: undefined,
    seen,
  }
}

const operation = () =>
  startOperation({
    caller: {
      user: undefined,
      token: undefined,
      client: { name: 'spec', version: '1' },
      correlationId: 'spec',
      rights: 'spec',
    },
    log: createLog('spec', 'silent'),
    signal: new AbortController().signal,
  })

/** A subscription's owner sends one event. */
async function eventOf(
  primary: FetchStep | undefined,
  fetch: SubgraphFetch,
): Promise<SubgraphAnswer | undefined> {
  if (!primary) return undefined
  const { subgraph, document, operationName } = primary

  return fetch(
    { subgraph, kind: 'query', document, operationName, variables: {}, cache: undefined },
    operation(),
  )
}
