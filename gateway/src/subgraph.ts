import { callHeader, type CallSigner } from '@pactwork/kernel/runtime/call-identity'
import { traceHeaders } from '@pactwork/kernel/runtime/telemetry'
import { Agent, request, type Dispatcher } from 'undici'
import { z } from 'zod'
import { FetchFailed, type SubgraphAnswer, type SubgraphFetch } from './execute/subgraph-fetch.ts'
import type { Operation } from './operation.ts'

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
})

/** Connections to subgraphs, kept open; the operation's signal bounds each call. */
export const subgraphConnections = (): Dispatcher =>
  new Agent({ connections: 64, keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0 })

export type SubgraphCall = { name: string; url: string; sign: CallSigner; dispatcher: Dispatcher }

/** Sends one planned fetch to a subgraph: signed as the gateway, with the user's token bound to the signature (M13). */
export function subgraph({ name, url, sign, dispatcher }: SubgraphCall): SubgraphFetch {
  return async ({ document, variables, operationName }, operation) => {
    const { signal } = operation
    const body = JSON.stringify({ query: document, variables, operationName })
    operation.counts.fetches += 1

    try {
      const headers = await callHeaders(sign, name, body, operation)
      const response = await request(url, { method: 'POST', headers, body, dispatcher, signal })

      return answered(await response.body.text(), response.statusCode)
    } catch (error) {
      if (isDeadline(signal)) {
        throw new FetchFailed(
          'DEADLINE_EXCEEDED',
          'This took too long and was given up; a command may still have been carried out. Repeat it with the same idempotency key.',
        )
      }
      operation.log.warn({ subgraph: name, err: error }, 'a subgraph did not answer')
      throw new FetchFailed(
        'SUBGRAPH_UNAVAILABLE',
        `The ${name} service does not answer at the moment; what it would have told is missing. Try again.`,
      )
    }
  }
}

/** The headers of a call; the same go into the connection parameters of a subscription. */
export async function callHeaders(
  sign: CallSigner,
  name: string,
  body: string,
  { caller }: Operation,
): Promise<Record<string, string>> {
  const { correlationId, token } = caller

  return {
    ...traceHeaders(),
    'content-type': 'application/json',
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    'x-correlation-id': correlationId,
    'apollographql-client-name': caller.client.name,
    'apollographql-client-version': caller.client.version,
    [callHeader]: await sign(name, body, { correlationId }, token),
  }
}

function answered(text: string, status: number): SubgraphAnswer {
  const parsed = answer.safeParse(json(text))
  if (!parsed.success || (parsed.data.data === undefined && !parsed.data.errors)) {
    throw new Error(`status ${status} without a GraphQL answer`)
  }

  const { data = null, errors } = parsed.data

  return { data, ...(errors && { errors }) }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isDeadline = (signal: AbortSignal): boolean =>
  signal.aborted && signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
