import type { IncomingMessage } from 'node:http'
import express, { type RequestHandler } from 'express'
import { readJsonBody } from './json-body.ts'
import type { Refusal } from './codes.ts'
import { refusalError } from './refusal.ts'
import type { LimitsSettings } from './settings.ts'

type HttpSettings = Pick<LimitsSettings, 'urlBytes' | 'bodyBytes' | 'importBodyBytes'>

/** What may stand in a request's head once at most, since programs differ in which of two they believe. */
const single = ['authorization', 'content-type', 'content-length', 'host', 'origin']

/** What operations are answered with. Found out before they run: a mutation without an answer would have happened. */
const answered = ['application/json', 'application/graphql-response+json', 'text/event-stream']

/**
 * Refuses by the head of a request alone, before anybody is asked who sent it: methods other than GET and POST, URLs
 * too long, headers said twice, a GET with a body, answers that we do not have; paths below the one it is mounted at.
 */
export const headLimits = ({ urlBytes }: HttpSettings, correlationOf: Correlation): RequestHandler =>
  function headLimits(request, _response, next) {
    const { method, url, headersDistinct } = request
    const twice = single.find((name) => (headersDistinct[name]?.length ?? 0) > 1)
    const refusal: Refusal | undefined =
      request.path !== '/'
        ? { code: 'PATH_NOT_FOUND', message: 'There is nothing at this path.' }
        : method !== 'GET' && method !== 'POST'
          ? { code: 'METHOD_NOT_ALLOWED', message: 'Send operations by POST; queries may come by GET.' }
          : request.originalUrl.length > urlBytes || url.length > urlBytes
            ? { code: 'URL_TOO_LONG', message: `The URL is longer than ${urlBytes} bytes.` }
            : twice !== undefined
              ? { code: 'BAD_REQUEST', message: `The header ${twice} is there twice.` }
              : method === 'GET' && hasBody(request)
                ? { code: 'BAD_REQUEST', message: 'A GET has no body; send it by POST.' }
                : !request.accepts(answered)
                  ? { code: 'NOT_ACCEPTABLE', message: `Accept one of ${answered.join(' and ')}.` }
                  : undefined

    next(refusal && refusalError(refusal, correlationOf(request), allow(refusal)))
  }

/** Says why in the answer, and the correlation id with it. */
type Correlation = (request: IncomingMessage) => string

const allow = ({ code }: Refusal): Record<string, string> =>
  code === 'METHOD_NOT_ALLOWED' ? { allow: 'GET, POST' } : {}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** `application/json`, of UTF-8 when it says of what. */
const json = /^application\/json *(?:; *charset *= *"?utf-?8"? *)?$/i

/**
 * Reads the body of a POST into `request.body`: JSON in UTF-8, uncompressed, not larger than its sender may send (who
 * may import catalogs sends more), one object that says nothing twice.
 */
export function bodyLimits(
  { bodyBytes, importBodyBytes }: HttpSettings,
  sender: { mayImport(request: IncomingMessage): boolean; correlationOf: Correlation },
): RequestHandler {
  const read = (limit: number): RequestHandler => express.raw({ type: () => true, inflate: false, limit })
  const small = read(bodyBytes)
  const large = read(importBodyBytes)

  return function bodyLimits(request, response, next) {
    if (request.method !== 'POST') {
      request.body = {}
      return next()
    }
    const refuse = (refusal: Refusal): void => next(refusalError(refusal, sender.correlationOf(request)))
    const unreadable = refusalOfType(request)
    if (unreadable) return refuse(unreadable)

    return (sender.mayImport(request) ? large : small)(request, response, (error?: unknown) => {
      if (error) return refuse(refusalOfReading(error))
      const bytes: unknown = request.body
      const { body, refusal } = {
        body: undefined,
        ...readJsonBody(Buffer.isBuffer(bytes) ? bytes : Buffer.of()),
      }
      if (refusal) return refuse(refusal)
      request.body = body
      next()
    })
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
