import { traceHeaders } from '@pactwork/kernel/runtime/telemetry'

import { call } from './http.ts'
import { connectionOf } from './settings.ts'
import { sign } from './signature.ts'
import type { Treaty } from './treaty.ts'

export type Question = {
  readonly path: string
  readonly body: Record<string, unknown>
  readonly tenantId: string
  readonly correlationId: string
}

/** What the system said, or that it said nothing in time. */
export type Said =
  | { readonly answered: true; readonly status: number; readonly body: unknown }
  | { readonly answered: false; readonly code: string }

/**
 * Asks a treaty's system something that binds nobody (a query, INV-21): no handoff, one try, a deadline. Never call
 * it inside a unit of work.
 */
export async function askSystem(
  treaty: Treaty,
  { path, body, tenantId, correlationId }: Question,
): Promise<Said> {
  const { baseUrl, secret, timing } = connectionOf(treaty)
  const text = JSON.stringify(body)
  const raw = await call({
    method: 'POST',
    url: `${baseUrl}${path}`,
    headers: {
      ...traceHeaders(),
      ...sign(secret, text, new Date()),
      'content-type': 'application/json',
      'x-tenant-id': tenantId,
      'x-correlation-id': correlationId,
      'x-source': `pactwork.${treaty.context}`,
    },
    body: text,
    deadlineMs: Math.min(timing.askMs, 2_000),
  })
  if (raw.kind !== 'answered') return { answered: false, code: raw.code }

  return { answered: true, status: raw.status, body: parse(raw.body) }
}

/** The body as JSON; text that is none counts as an answer without content. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
