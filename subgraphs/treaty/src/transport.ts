import { traceHeaders } from '@pactwork/kernel/runtime/telemetry'

import { normalise } from './answer.ts'
import type { Handoff } from './handoff.ts'
import { call } from './http.ts'
import type { Observation } from './observation.ts'
import type { Connection } from './settings.ts'
import { sign } from './signature.ts'
import type { Treaty } from './treaty.ts'

export type Sender = { readonly treaty: Treaty; readonly connection: Connection; readonly tenantId: string }

/** Sends the request under its key. What comes back is an observation, also when nothing does. */
export async function sendRequest(
  { treaty, connection, tenantId }: Sender,
  handoff: Handoff,
): Promise<Observation> {
  const request = treaty.request.parse(handoff.request)
  const body = JSON.stringify({
    ...treaty.wire.toWire(request, { key: handoff.key }),
    requestKey: handoff.key,
    requestHash: handoff.requestHash,
    callbackUrl: `${connection.ingressUrl}/${treaty.context}/callbacks/${treaty.name}/${tenantId}`,
  })

  const raw = await call({
    method: 'POST',
    url: `${connection.baseUrl}${treaty.wire.path}`,
    headers: {
      ...metadata(treaty, handoff, tenantId),
      ...sign(connection.secret, body, new Date()),
      'content-type': 'application/json',
      'idempotency-key': handoff.key,
    },
    body,
    deadlineMs: connection.timing.requestMs,
  })

  return normalise(treaty, raw, handoff)
}

/** Asks what became of the key. Changes nothing there, so it may be asked as often as wanted. */
export async function askByKey(
  { treaty, connection, tenantId }: Sender,
  handoff: Handoff,
): Promise<Observation> {
  const query = `${treaty.wire.path}?key=${encodeURIComponent(handoff.key)}`
  const raw = await call({
    method: 'GET',
    url: `${connection.baseUrl}${query}`,
    headers: { ...metadata(treaty, handoff, tenantId), ...sign(connection.secret, query, new Date()) },
    deadlineMs: connection.timing.askMs,
  })

  return normalise(treaty, raw, handoff)
}

/** What every message to the outside says of itself (INT-17). */
const metadata = (treaty: Treaty, handoff: Handoff, tenantId: string): Record<string, string> => ({
  ...traceHeaders(),
  'x-correlation-id': handoff.correlationId,
  'x-causation-id': handoff.causationId,
  'x-message-id': `${handoff.id}:${handoff.attemptCount}`,
  'x-tenant-id': tenantId,
  'x-aggregate-type': handoff.aggregateType,
  'x-aggregate-id': handoff.aggregateId,
  'x-source': `pactwork.${treaty.context}`,
  'x-source-version': '1',
  'x-schema-version': treaty.wire.schemaVersion,
  'x-process-business-key': handoff.processBusinessKey ?? handoff.aggregateId,
  ...(handoff.externalReference && { 'x-external-reference': handoff.externalReference }),
})
