import { createHash } from 'node:crypto'
import canonicalizeModule from 'canonicalize'

// The package is CommonJS with a typed default; under native ESM the function is the default itself.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined

/** The one text of a JSON value: RFC 8785, keys sorted, numbers and strings written in one way only. */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined)
    throw new TypeError('Only JSON values can be hashed; this is undefined or a function.')

  return text
}

/** `sha256:…` over the canonical text of a JSON value (M28). Equal values have equal hashes everywhere. */
export const hashOf = (value: unknown): string => `sha256:${sha256(canonical(value))}`

/** Hexadecimal SHA-256 of bytes or text as they are. */
export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')
