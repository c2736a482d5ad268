import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApolloServer } from '@apollo/server'
import { expressMiddleware } from '@as-integrations/express5'
import type { Log } from '@pactwork/kernel/runtime/log'
import type { RequestHandler } from 'express'
import { refused } from './errors.ts'
import { senderOf, correlationOfRequest } from './http.ts'
import { startOperation, type Operation } from './operation.ts'
import type { GatewayConfig } from './program/config.ts'
import { forwardedHeaders } from './trust/forwarded-headers.ts'

type Parts = { apollo: ApolloServer<Operation>; config: GatewayConfig; log: Log }

/** Hands a request to Apollo Server as an operation: with its sender, its deadline, and an end when its client leaves. */
export function graphqlHandler({ apollo, config, log }: Parts): RequestHandler {
  return expressMiddleware(apollo, {
    async context({ req, res }) {
      const caller = senderOf(req)
      if (!caller)
        throw refused('UNAUTHENTICATED', 'Every operation needs a token.', correlationOfRequest(req))
      const deadline = deadlineOf(req, config.deadlineMs)

      return startOperation({
        caller,
        log,
        signal: endOf(res, deadline),
        deadline,
        forwarded: forwardedHeaders(config.trust.headers, req.headers),
      })
    },
  })
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
