import type { IncomingMessage } from 'node:http'

/** A person who typed an address, in contrast to a client that asks GraphQL by GET. */
export function asksForPage({ method, headers, url = '' }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  if (new URLSearchParams(url.split('?')[1]).has('query')) return false

  return /\btext\/html\b/.test(headers.accept ?? '')
}

const local = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const localNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

/**
 * Sent by a page or program on this machine, to this machine. The name is looked at, too: a foreign page whose domain
 * was pointed here would send its own (DNS rebinding).
 */
export function isLocal({ headers, socket }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']

  return (
    local.has(socket.remoteAddress ?? '') &&
    headers['x-forwarded-for'] === undefined &&
    headers.forwarded === undefined &&
    localNames.test(headers.host ?? '') &&
    (site === undefined || site === 'same-origin' || site === 'none')
  )
}
