import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Claims } from './claims.ts'

/** Which program calls: in every log line, so that a bad client can be found by its name. */
export type Client = { name: string; version: string }

/** Who calls, by which program, as part of which correlation. */
export type Caller = {
  /** Undefined without a token. */
  user: Claims | undefined
  token: string | undefined
  client: Client
  correlationId: string
  /** The same rights get the same answers: see `rightsOf`; `anonymous` without a token. */
  rights: string
}

type Fields = Record<string, unknown>

const readable = /^[\w.:@/+ -]{1,100}$/

/** The caller's own correlation id when it is a readable one, else a new one. */
export const correlationOf = (fields: IncomingHttpHeaders | Fields): string => {
  const given = fields['x-correlation-id']
  return typeof given === 'string' && readable.test(given) ? given : randomUUID()
}

export const clientOf = (fields: IncomingHttpHeaders | Fields): Client => ({
  name: named(fields['apollographql-client-name']),
  version: named(fields['apollographql-client-version']),
})

const named = (value: unknown): string =>
  typeof value === 'string' && readable.test(value) ? value : 'unnamed'
