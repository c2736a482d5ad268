import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import { callHeader, type CallSigner } from '@pactwork/kernel/runtime/call-identity'
import { traceHeaders } from '@pactwork/kernel/runtime/telemetry'
import { parse } from 'graphql'
import { Agent, request, type Dispatcher } from 'undici'
import { z } from 'zod'
import { refused } from './errors.ts'
import { missingPaths } from './missing-paths.ts'
import type { Operation } from './operation.ts'

type Process = Awaited<ReturnType<GraphQLDataSource['process']>>

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
export function subgraph({ name, url, sign, dispatcher }: SubgraphCall): GraphQLDataSource<Operation> {
  return {
    async process({
      request: { query, variables, operationName },
      context,
    }: GraphQLDataSourceProcessOptions<Operation>) {
      const operation = operationOf(context)
      const { caller, signal } = operation
      const body = JSON.stringify({ query, variables, operationName })
      operation.counts.fetches += 1
      const missing = (code: string, message: string): Process => {
        const { extensions } = refused(code, message, caller.correlationId)
        const paths = missingPaths(parse(query ?? ''), variables)
        return { data: null, errors: paths.map((path) => ({ message, path, extensions })) }
      }

      try {
        const headers = await callHeaders(sign, name, body, operation)
        const response = await request(url, { method: 'POST', headers, body, dispatcher, signal })
        const text = await response.body.text()

        return answered(text, response.statusCode)
      } catch (error) {
        if (isDeadline(signal)) {
          return missing(
            'DEADLINE_EXCEEDED',
            'This took too long and was given up; a command may still have been carried out. Repeat it with the same idempotency key.',
          )
        }
        operation.log.warn({ subgraph: name, err: error }, 'a subgraph did not answer')
        return missing(
          'SUBGRAPH_UNAVAILABLE',
          `The ${name} service does not answer at the moment; what it would have told is missing. Try again.`,
        )
      }
    },
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

function answered(text: string, status: number): Process {
  const parsed = answer.safeParse(json(text))
  if (!parsed.success || (parsed.data.data === undefined && !parsed.data.errors)) {
    throw new Error(`status ${status} without a GraphQL answer`)
  }

  return { ...parsed.data, data: parsed.data.data ?? null }
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

function operationOf(context: Operation | Record<string, unknown>): Operation {
  if ('caller' in context && 'signal' in context) return context as Operation
  throw new Error('A subgraph is called on behalf of an operation only.')
}
