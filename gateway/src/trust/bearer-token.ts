/** What a request says about itself: its headers, or the parameters of its connection as well. */
export type Fields = Readonly<Record<string, unknown>>

/** RFC 6750, 2.1: one scheme, one token, nothing else. */
const bearer = /^bearer +([\w.~+/-]+=*) *$/i

/** `none` was sent, or a token, or something that is no single token. */
export type Bearer =
  | { kind: 'none' }
  | { kind: 'token'; token: string }
  | { kind: 'malformed' }
  | { kind: 'doubled' }

/**
 * The bearer token of a request. Node keeps the first of several `authorization` headers, a proxy before us may
 * have checked the last: `rawHeaders` (name, value, name, value, …) shows that there were several.
 */
export function bearerToken(fields: Fields, rawHeaders: readonly string[] = []): Bearer {
  const sent = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'authorization')
  const values = Object.entries(fields).flatMap(([name, value]) =>
    name.toLowerCase() === 'authorization' && value !== undefined ? [value] : [],
  )
  const [value] = values
  if (sent.length > 1 || values.length > 1 || Array.isArray(value)) return { kind: 'doubled' }
  if (value === undefined) return { kind: 'none' }
  const token = typeof value === 'string' ? bearer.exec(value)?.[1] : undefined

  return token === undefined ? { kind: 'malformed' } : { kind: 'token', token }
}
