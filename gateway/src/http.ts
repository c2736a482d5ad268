import type { IncomingMessage } from 'node:http'
import type { Log } from '@pactwork/kernel/runtime/log'
import { inSpan, traceFrom } from '@pactwork/kernel/runtime/telemetry'
import { SpanKind } from '@opentelemetry/api'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { GraphQLError } from 'graphql'
import { masked, refused } from './errors.ts'
import type { Metrics } from './observe/metrics.ts'
import { reasonOf, type Authenticate } from './trust/authenticate.ts'
import { clientOf, correlationOf, type Caller } from './trust/caller.ts'

/** Who sent a request, known before its body is read. */
const callers = new WeakMap<IncomingMessage, Caller>()

/** The correlation of a request, before and after it is known who sent it. */
export const correlationOfRequest = (request: IncomingMessage): string =>
  callers.get(request)?.correlationId ?? correlationOf(request.headers)

/** Everything below happens in one span, of the trace that the caller started or of one that starts here. */
export const continueTrace: RequestHandler = (request, response, next) => {
  const answered = new Promise<void>((resolve) => response.once('close', resolve))
  void inSpan(
    'gateway',
    {},
    async () => {
      next()
      await answered
    },
    { parent: traceFrom(request.headers), kind: SpanKind.SERVER },
  )
}

/** Who sent a request, once `authenticated` has let it through. */
export const senderOf = (request: IncomingMessage): Caller | undefined => callers.get(request)

/** Checks the token first: nobody unknown gets a body parsed. */
export const authenticated =
  (authenticate: Authenticate): RequestHandler =>
  async (request, _response, next) => {
    const { headers, rawHeaders } = request
    callers.set(
      request,
      await authenticate({ fields: headers, rawHeaders, correlationId: correlationOf(headers) }),
    )
    next()
  }

/** What fails before GraphQL begins is answered in GraphQL's form all the same. */
export const answerErrors =
  (log: Log, metrics: Pick<Metrics, 'refused'>): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const correlationId = correlationOfRequest(request)
    const known = graphqlError(error, correlationId)
    const { name, version } = clientOf(request.headers)
    const code = known.extensions['code']
    const reason = reasonOf(known)
    const facts = { client: name, clientVersion: version, correlationId, code, ...(reason && { reason }) }

    if (code === 'INTERNAL_SERVER_ERROR') log.error({ ...facts, err: error }, 'a request failed')
    else log.info(facts, 'a request was refused')
    metrics.refused(typeof code === 'string' ? code : 'unknown', name)
    response.setHeaders(headersOf(known))
    response.setHeader('x-correlation-id', correlationId)
    if (request.headers.accept?.includes(graphqlResponse)) response.type(graphqlResponse)
    response.status(statusOf(known)).json({ errors: [masked(known.toJSON(), correlationId)] })
  }

function graphqlError(error: unknown, correlationId: string): GraphQLError {
  if (error instanceof GraphQLError) return error
  const type = error instanceof Error && 'type' in error ? error.type : undefined

  if (typeof type === 'string') return refused('BAD_REQUEST', 'The request cannot be read.', correlationId)
  return new GraphQLError('fault', { extensions: { code: 'INTERNAL_SERVER_ERROR' } })
}

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
