import type { IncomingMessage, ServerResponse } from 'node:http'
import { HeaderMap, type HTTPGraphQLResponse } from '@apollo/server'
import type { Log } from '@pactwork/kernel/runtime/log'
import { GraphQLError } from 'graphql'
import { masked } from './errors.ts'
import type { Metrics } from './observe/metrics.ts'
import { reasonOf } from './trust/authenticate.ts'
import { clientOf } from './trust/caller.ts'

/** A request's headers as Apollo Server wants them. */
export function headerMap({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap()
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  }

  return map
}

/** Sends what Apollo Server answers; with `@defer` unsupported, that is always complete. */
export function send(response: ServerResponse, { status, headers, body }: HTTPGraphQLResponse): void {
  if (body.kind !== 'complete') throw new Error('An answer in parts is not supported.')
  for (const [name, value] of headers) response.setHeader(name, value)
  response.statusCode = status ?? 200
  response.end(body.string)
}

/** What fails before GraphQL begins is answered in GraphQL's form all the same. */
export const errorSender =
  (log: Log, metrics: Pick<Metrics, 'refused'>) =>
  (error: unknown, correlationId: string, request: IncomingMessage, response: ServerResponse): void => {
    const known = error instanceof GraphQLError ? error : fault()
    const { name, version } = clientOf(request.headers)
    const code = known.extensions['code']
    const reason = reasonOf(known)
    const facts = { client: name, clientVersion: version, correlationId, code, ...(reason && { reason }) }

    if (code === 'INTERNAL_SERVER_ERROR') log.error({ ...facts, err: error }, 'a request failed')
    else log.info(facts, 'a request was refused')
    metrics.refused(typeof code === 'string' ? code : 'unknown', name)
    if (response.headersSent) return void response.destroy()
    response.setHeaders(headersOf(known))
    response.setHeader('x-correlation-id', correlationId)
    const type = request.headers.accept?.includes(graphqlResponse) ? graphqlResponse : 'application/json'
    response.setHeader('content-type', `${type}; charset=utf-8`)
    response.statusCode = statusOf(known)
    response.end(JSON.stringify({ errors: [masked(known.toJSON(), correlationId)] }))
  }

const fault = (): GraphQLError => new GraphQLError('fault', { extensions: { code: 'INTERNAL_SERVER_ERROR' } })

const graphqlResponse = 'application/graphql-response+json'

/** Those that the error wants in its answer, such as `allow`. */
function headersOf({ extensions: { http } }: GraphQLError): Map<string, string> {
  return typeof http === 'object' && http !== null && 'headers' in http && http.headers instanceof Map
    ? http.headers
    : new Map<string, string>()
}

function statusOf(error: GraphQLError): number {
  const http = error.extensions['http']
  return typeof http === 'object' && http !== null && 'status' in http && typeof http.status === 'number'
    ? http.status
    : 500
}
