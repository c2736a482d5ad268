import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApolloServer } from '@apollo/server'
import { SpanKind } from '@opentelemetry/api'
import type { Log } from '@pactwork/kernel/runtime/log'
import { inSpan, traceFrom } from '@pactwork/kernel/runtime/telemetry'
import { errorSender, headerMap, send } from './http.ts'
import { mayImport } from './limits/check.ts'
import { headersOfRefusal, readBody, refusalOfHead } from './limits/http.ts'
import { refusalError } from './limits/refusal.ts'
import type { Metrics } from './observe/metrics.ts'
import { startOperation, type Operation } from './operation.ts'
import type { GatewayConfig } from './program/config.ts'
import type { AnswerByEvents } from './subscriptions/sse-server.ts'
import type { Authenticate } from './trust/authenticate.ts'
import { correlationOf, type Caller } from './trust/caller.ts'
import { forwardedHeaders } from './trust/forwarded-headers.ts'

type Parts = {
  apollo: ApolloServer<Operation>
  config: GatewayConfig
  authenticate: Authenticate
  metrics: Pick<Metrics, 'refused'>
  log: Log
  /** Asked first, for who wants a stream of events. */
  events: AnswerByEvents
}

/** Answers one request of the endpoint; never rejects. */
export type AnswerRequest = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/**
 * A request → its answer, in one span: its head is looked at, then its token (nobody unknown gets a body read), then
 * its body; Apollo Server carries it out as an operation with a deadline, which ends when its client leaves. By hand
 * and not by Express, which takes a tenth of what a small operation costs.
 */
export function requestHandler({ apollo, config, authenticate, metrics, log, events }: Parts): AnswerRequest {
  const { limits, trust, deadlineMs } = config
  const sendError = errorSender(log, metrics)

  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    correlationId: string,
  ): Promise<void> => {
    const refusal = refusalOfHead(request, limits)
    if (refusal) throw refusalError(refusal, correlationId, headersOfRefusal(refusal))
    const { headers, rawHeaders, method = '', url = '' } = request
    const caller = await authenticate({ fields: headers, rawHeaders, correlationId })
    const body = method === 'POST' ? await bodyOf(request, caller) : {}
    if (await events(request, response, { caller, body })) return
    const deadline = deadlineOf(request, deadlineMs)
    const asked = { method, headers: headerMap(request), search: searchOf(url), body }

    const answered = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: asked,
      context: () =>
        Promise.resolve(
          startOperation({
            caller,
            log,
            signal: endOf(response, deadline),
            deadline,
            forwarded: forwardedHeaders(trust.headers, headers),
          }),
        ),
    })
    send(response, answered)
  }

  const bodyOf = async (request: IncomingMessage, caller: Caller): Promise<object> => {
    const limit = mayImport(caller) ? limits.importBodyBytes : limits.bodyBytes
    const read = await readBody(request, limit)
    if (read.refusal) throw refusalError(read.refusal, caller.correlationId)

    return read.body
  }

  return (request, response) => {
    const correlationId = correlationOf(request.headers)
    const parent = traceFrom(request.headers)

    return inSpan('gateway', {}, () => answer(request, response, correlationId), {
      parent,
      kind: SpanKind.SERVER,
    }).catch((error: unknown) => sendError(error, correlationId, request, response))
  }
}

const searchOf = (url: string): string => {
  const at = url.indexOf('?')

  return at < 0 ? '' : url.slice(at)
}

/** The client may want its answer sooner than we would give up: `x-pactwork-deadline`, in milliseconds. */
function deadlineOf({ headers }: IncomingMessage, most: number): number {
  const wanted = Number(headers['x-pactwork-deadline'])

  return Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, most) : most
}

/** Aborts when the time is over (a `TimeoutError`) or the client has gone before it was answered. */
function endOf(response: ServerResponse, milliseconds: number): AbortSignal {
  const controller = new AbortController()
  const late = setTimeout(
    () => controller.abort(new DOMException('The time of the operation is over.', 'TimeoutError')),
    milliseconds,
  )
  response.once('close', () => {
    clearTimeout(late)
    if (!response.writableEnded) controller.abort(new DOMException('The client has gone.', 'AbortError'))
  })

  return controller.signal
}
