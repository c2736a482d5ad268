import type { IncomingMessage } from 'node:http'
import { permissionsOf } from '@pactwork/contracts/permissions'
import type { Log } from '@pactwork/kernel/runtime/log'
import { inSpan, traceFrom } from '@pactwork/kernel/runtime/telemetry'
import type { UserTokenVerifier } from '@pactwork/kernel/runtime/user-token'
import { SpanKind } from '@opentelemetry/api'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import { GraphQLError } from 'graphql'
import { masked, refused } from './errors.ts'
import { authenticate, clientOf, correlationOf, type Caller } from './trust/caller.ts'

/** Who sent a request, known before its body is read. */
export const callers = new WeakMap<IncomingMessage, Caller>()

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

/** Checks the token first: nobody unknown gets a body parsed. */
export const authenticated =
  (verify: UserTokenVerifier): RequestHandler =>
  async (request, _response, next) => {
    callers.set(request, await authenticate(request.headers, verify, correlationOf(request.headers)))
    next()
  }

/** Bodies are small, except for those who may import a catalog: that mutation carries the files. */
export function limitedJson({
  bodyBytes,
  importBodyBytes,
}: {
  bodyBytes: number
  importBodyBytes: number
}): RequestHandler {
  const small = express.json({ limit: bodyBytes })
  const large = express.json({ limit: importBodyBytes })

  return (request, response, next) => {
    const roles = callers.get(request)?.user?.roles ?? []
    const parse = permissionsOf(roles).has('catalog:import') ? large : small
    parse(request, response, next)
  }
}

/** What fails before GraphQL begins is answered in GraphQL's form all the same. */
export const answerErrors =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, request, response, _next) => {
    const correlationId = callers.get(request)?.correlationId ?? correlationOf(request.headers)
    const known = graphqlError(error, correlationId)
    const { name, version } = clientOf(request.headers)
    const code = known.extensions['code']
    const facts = { client: name, clientVersion: version, correlationId, code }

    if (code === 'INTERNAL_SERVER_ERROR') log.error({ ...facts, err: error }, 'a request failed')
    else log.info(facts, 'a request was refused')
    response.setHeader('x-correlation-id', correlationId)
    response.status(statusOf(known)).json({ errors: [masked(known.toJSON(), correlationId)] })
  }

function graphqlError(error: unknown, correlationId: string): GraphQLError {
  if (error instanceof GraphQLError) return error
  const type = error instanceof Error && 'type' in error ? error.type : undefined

  if (type === 'entity.too.large')
    return refused('PAYLOAD_TOO_LARGE', 'The request is larger than this caller may send.', correlationId)
  if (typeof type === 'string')
    return refused('BAD_REQUEST', 'The request body cannot be read as JSON.', correlationId)
  return new GraphQLError('fault', { extensions: { code: 'INTERNAL_SERVER_ERROR' } })
}

function statusOf(error: GraphQLError): number {
  const http = error.extensions['http']
  return typeof http === 'object' && http !== null && 'status' in http && typeof http.status === 'number'
    ? http.status
    : 500
}
