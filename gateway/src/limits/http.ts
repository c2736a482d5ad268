import type { IncomingMessage } from 'node:http'
import accepts from 'accepts'
import { LRUCache } from 'lru-cache'
import getRawBody from 'raw-body'
import type { Refusal } from './codes.ts'
import { readJsonBody, type ReadBody } from './json-body.ts'
import type { LimitsSettings } from './settings.ts'

/** What may stand in a request's head once at most, since programs differ in which of two they believe. */
const single = ['authorization', 'content-type', 'content-length', 'host', 'origin']

/** What operations are answered with. Found out before they run: a mutation without an answer would have happened. */
const answered = ['application/json', 'application/graphql-response+json', 'text/event-stream']

/**
 * What is wrong with the head of a request alone, before anybody is asked who sent it: methods other than GET and
 * POST, URLs too long, headers said twice, a GET with a body, answers that we do not have, paths below ours.
 */
export function refusalOfHead(
  request: IncomingMessage,
  { urlBytes }: Pick<LimitsSettings, 'urlBytes'>,
): Refusal | undefined {
  const { method, url = '' } = request
  if (!isEndpoint(url)) return { code: 'PATH_NOT_FOUND', message: 'There is nothing at this path.' }
  if (method !== 'GET' && method !== 'POST')
    return { code: 'METHOD_NOT_ALLOWED', message: 'Send operations by POST; queries may come by GET.' }
  if (url.length > urlBytes)
    return { code: 'URL_TOO_LONG', message: `The URL is longer than ${urlBytes} bytes.` }
  const twice = saidTwice(request)
  if (twice !== undefined) return { code: 'BAD_REQUEST', message: `The header ${twice} is there twice.` }
  if (method === 'GET' && hasBody(request))
    return { code: 'BAD_REQUEST', message: 'A GET has no body; send it by POST.' }

  return isAnswerable(request)
    ? undefined
    : { code: 'NOT_ACCEPTABLE', message: `Accept one of ${answered.join(' and ')}.` }
}

/** Which methods there are, for whoever used another. */
export const headersOfRefusal = ({ code }: Refusal): Record<string, string> =>
  code === 'METHOD_NOT_ALLOWED' ? { allow: 'GET, POST' } : {}

/** `/graphql` in any case, with a slash behind it or not, as servers commonly take a path. */
const isEndpoint = (url: string): boolean => /^\/graphql\/?(?:\?|$)/i.test(url)

/** Node keeps the first of these when there are several; only the head as it came shows that there were. */
function saidTwice({ rawHeaders }: IncomingMessage): string | undefined {
  const seen = new Set<string>()
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ''
    if (!single.includes(name)) continue
    if (seen.has(name)) return name
    seen.add(name)
  }

  return undefined
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** Clients say the same again and again. */
const known = new LRUCache<string, boolean>({ max: 200 })

function isAnswerable(request: IncomingMessage): boolean {
  const wanted = request.headers.accept ?? ''
  const before = known.get(wanted)
  if (before !== undefined) return before
  const found = accepts(request).type(answered) !== false
  known.set(wanted, found)

  return found
}

/** `application/json`, of UTF-8 when it says of what. */
const json = /^application\/json *(?:; *charset *= *"?utf-?8"? *)?$/i

/** The body of a POST: JSON in UTF-8, uncompressed, of `limit` bytes at most, one object that says nothing twice. */
export async function readBody(request: IncomingMessage, limit: number): Promise<ReadBody> {
  const refusal = refusalOfType(request)
  if (refusal) return { refusal }
  const { 'content-length': length } = request.headers

  try {
    return readJsonBody(await getRawBody(request, { limit, ...(length !== undefined && { length }) }))
  } catch (error) {
    return { refusal: refusalOfReading(error) }
  }
}

function refusalOfType({ headers }: IncomingMessage): Refusal | undefined {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    return { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send the body as it is, without a content encoding.' }

  return json.test(headers['content-type'] ?? '')
    ? undefined
    : { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send JSON in UTF-8, as `content-type: application/json`.' }
}

function refusalOfReading(error: unknown): Refusal {
  const type = error instanceof Error && 'type' in error ? error.type : undefined

  return type === 'entity.too.large'
    ? { code: 'PAYLOAD_TOO_LARGE', message: 'The request is larger than this caller may send.' }
    : { code: 'BAD_REQUEST', message: 'The request body did not arrive as a whole.' }
}
