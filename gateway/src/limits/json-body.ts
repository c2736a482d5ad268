import { isUtf8 } from 'node:buffer'
import type { Refusal } from './codes.ts'
import { topLevelKeys } from './top-level-keys.ts'

export type ReadBody = { body: Record<string, unknown>; refusal?: never } | { refusal: Refusal }

const bad = (message: string): ReadBody => ({ refusal: { code: 'BAD_REQUEST', message } })

/** The bytes of a request as one JSON object that says nothing twice, or why they are not. */
export function readJsonBody(bytes: Buffer): ReadBody {
  if (bytes.length === 0) return bad('The request has no body.')
  if (!isUtf8(bytes)) return bad('The request body is not UTF-8.')
  const text = bytes.toString('utf8')
  const body = parsed(text)

  if (body === undefined) return bad('The request body cannot be read as JSON.')
  if (Array.isArray(body))
    return {
      refusal: { code: 'BATCHING_NOT_SUPPORTED', message: 'Send each operation in a request of its own.' },
    }
  if (!isObject(body)) return bad('The request body is not a JSON object.')
  const keys = topLevelKeys(text)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) return bad('The request body says the same key twice.')
  if (keys.includes('__proto__')) return bad('No key of the request body may be `__proto__`.')

  return { body }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
