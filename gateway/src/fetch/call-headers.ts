import { callHeader, type CallSigner } from '@pactwork/kernel/runtime/call-identity'
import { traceHeaders } from '@pactwork/kernel/runtime/telemetry'
import type { Operation } from '../operation.ts'

/** How many milliseconds are left for an operation when a call leaves. */
export const deadlineHeader = 'x-pactwork-deadline'

/** No client's header takes the place of these, whatever the allow list says. */
const reserved: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'apollographql-client-name',
  'apollographql-client-version',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'traceparent',
  'tracestate',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-correlation-id',
  callHeader,
  deadlineHeader,
])

/**
 * The headers of a call: whose it is, as part of what, how long it may take, and the gateway's signature over the
 * body and the user's token (M13). The same go into the connection parameters of a subscription.
 */
export async function callHeaders(
  sign: CallSigner | undefined,
  subgraph: string,
  body: string,
  { caller, forwarded, deadlineAt }: Pick<Operation, 'caller' | 'forwarded' | 'deadlineAt'>,
): Promise<Record<string, string>> {
  const { correlationId, token, client } = caller
  const headers = traceHeaders()
  for (const name in forwarded) {
    const value = forwarded[name]
    if (value !== undefined && !reserved.has(name.toLowerCase())) headers[name.toLowerCase()] = value
  }

  headers['content-type'] = 'application/json'
  headers['accept'] = 'application/graphql-response+json, application/json;q=0.9'
  headers['x-correlation-id'] = correlationId
  headers['apollographql-client-name'] = client.name
  headers['apollographql-client-version'] = client.version
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`
  if (Number.isFinite(deadlineAt))
    headers[deadlineHeader] = String(Math.max(1, Math.round(deadlineAt - Date.now())))
  if (sign) headers[callHeader] = await sign(subgraph, body, { correlationId }, token)

  return headers
}
