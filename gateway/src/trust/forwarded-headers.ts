import type { IncomingHttpHeaders } from 'node:http'
import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import { isForwardable } from './header-names.ts'
import type { HeaderSettings } from './settings.ts'

/** Visible text without what ends a line or a header (RFC 9110, 5.5): no control characters, Latin-1 at most. */
const clean = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/**
 * Of a client's headers those that the settings allow, names in lower case. One sent several times is joined by
 * commas; a value that is too long, or could be read as more than a value, is left out. Throws ConfigurationError
 * for an allow list with a header that is never passed on.
 */
export function forwardedHeaders(
  { allow, valueBytes }: HeaderSettings,
  headers: IncomingHttpHeaders | Readonly<Record<string, unknown>>,
): Record<string, string> {
  const passed: Record<string, string> = {}

  for (const header of allow) {
    if (!isForwardable(header))
      throw new ConfigurationError(`trust.headers.allow names ${header}, which is never passed on.`)
    const value = Object.hasOwn(headers, header) ? joined(Reflect.get(headers, header)) : undefined
    if (value !== undefined && value.length <= valueBytes && clean.test(value)) passed[header] = value
  }

  return passed
}

function joined(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'string')) return undefined

  return value.join(', ')
}
