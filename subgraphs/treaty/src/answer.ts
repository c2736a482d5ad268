import { sha256 } from '@pactwork/kernel/hash'

import type { Observation } from './observation.ts'
import type { HttpMeaning, Treaty, WireAnswer } from './treaty.ts'

/** What came back over the wire, before anybody believes it. */
export type RawAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  /** No answer in time, or the connection broke after the request had left: it may have been done. */
  | { readonly kind: 'silence'; readonly code: 'TIMEOUT' | 'CONNECTION_LOST' }
  /** The request never left: nothing can have been done. */
  | { readonly kind: 'unreachable'; readonly code: string }

/** The anti-corruption layer: translates, validates and classifies what the system said (INT-07, INT-13). */
export function normalise(treaty: Treaty, raw: RawAnswer, sent: { requestHash: string }): Observation {
  if (raw.kind === 'silence') return { type: 'UNKNOWN', code: raw.code, message: 'No answer came.' }
  if (raw.kind === 'unreachable')
    return { type: 'TECHNICAL_RETRYABLE', code: raw.code, message: 'The system could not be reached.' }

  const bodyHash = `sha256:${sha256(raw.body)}`
  const meaning: HttpMeaning = treaty.http[raw.status] ?? 'UNCLASSIFIED_EXTERNAL_FAILURE'
  const answer = readBody(treaty, raw.body)

  return { ...classify(treaty, meaning, raw.status, answer, sent), bodyHash }
}

/** A callback carries the same body as an answer; its sender is known by its signature already. */
export function normaliseCallback(treaty: Treaty, body: string): Observation {
  return normalise(treaty, { kind: 'answered', status: 200, body }, { requestHash: '' })
}

function classify(
  treaty: Treaty,
  meaning: HttpMeaning,
  status: number,
  answer: WireAnswer | undefined,
  sent: { requestHash: string },
): Observation {
  if (meaning === 'BODY') {
    // Something was done, but what it was cannot be read: that is not knowing, not failing.
    if (answer === undefined)
      return { type: 'UNKNOWN', code: 'MALFORMED_RESPONSE', message: 'The answer cannot be read.' }
    return fromStatus(treaty, answer)
  }

  if (meaning === 'DUPLICATE_CONFLICT') {
    if (answer?.requestHash === sent.requestHash) return fromStatus(treaty, { ...answer, duplicate: true })
    return {
      type: 'DUPLICATE_CONFLICT',
      code: 'DUPLICATE_CONFLICT',
      message: 'The key was used for another request.',
    }
  }

  if (meaning === 'BUSINESS_REJECTED') return rejection(treaty, answer)

  return { type: meaning, code: `HTTP_${status}`, message: `The system answered ${status}.` }
}

function fromStatus(treaty: Treaty, answer: WireAnswer): Observation {
  const common = {
    // An empty name is none: nothing can be found or proven by it.
    reference: answer.reference || undefined,
    externalStatus: answer.status,
    facts: answer.facts,
  }

  switch (treaty.statuses[answer.status]) {
    case 'ACCEPTED':
      return { ...common, type: answer.duplicate ? 'IDEMPOTENT_SUCCESS' : 'ACCEPTED' }
    case 'PENDING':
      return { ...common, type: 'PENDING' }
    case 'REJECTED':
      return { ...common, ...rejection(treaty, answer) }
    default:
      return {
        ...common,
        type: 'UNCLASSIFIED_EXTERNAL_FAILURE',
        code: 'UNKNOWN_EXTERNAL_STATUS',
        message: `The treaty does not say what the status "${answer.status}" means.`,
      }
  }
}

const rejection = (treaty: Treaty, answer: WireAnswer | undefined): Observation => ({
  type: 'BUSINESS_REJECTED',
  code: treaty.reasons[answer?.reason ?? ''] ?? 'EXTERNAL_REJECTION',
  message: (answer?.message ?? answer?.reason ?? 'The system refused.').slice(0, 500),
  externalStatus: answer?.status,
})

/** PostgreSQL keeps neither NUL nor half a surrogate pair: an answer with one would fail at every try, for ever. */
const isStorable = (answer: unknown): boolean => !/\\u(0000|d[89a-f])/.test(JSON.stringify(answer))

/** Their answer in our fields, or undefined when it does not have the agreed shape. Unknown fields are ignored. */
export function readBody(treaty: Treaty, body: string): WireAnswer | undefined {
  try {
    const parsed = treaty.wire.response.safeParse(JSON.parse(body))
    return parsed.success && isStorable(parsed.data) ? treaty.wire.read(parsed.data) : undefined
  } catch {
    return undefined
  }
}
