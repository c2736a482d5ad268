import { gzipSync } from 'node:zlib'
import type { AbuseCase, Sent } from './case.ts'

const good = '{"query": "{ me { id } }"}'
const get = (query: string, more = '') => `/graphql?query=${encodeURIComponent(query)}${more}`
const preflighted = { 'x-apollo-operation-name': 'x' }
const sent = (
  name: string,
  status: number,
  code: string | undefined,
  request: Extract<Sent, { request: unknown }>['request'],
): AbuseCase => ({ name, status, code, request })
const typed = (name: string, type: string): AbuseCase =>
  sent(name, 415, 'UNSUPPORTED_MEDIA_TYPE', { bytes: good, headers: { 'content-type': type } })
const boundary =
  '--b\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"mutation { rename(name: \\"x\\") { id } }"}\r\n--b--\r\n'

/** Methods, URLs, content types and headers. */
export const requestCases: readonly AbuseCase[] = [
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'].map((method) =>
    sent(`the method ${method}`, 405, 'METHOD_NOT_ALLOWED', { method, bytes: '' }),
  ),
  sent('the method HEAD', 405, undefined, {
    method: 'HEAD',
    path: get('{ me { id } }'),
    headers: preflighted,
  }),
  sent('another method by a header', 400, 'BAD_REQUEST', {
    bytes: '{}',
    headers: { 'x-http-method-override': 'GET' },
  }),

  typed('plain text', 'text/plain'),
  typed('a form', 'application/x-www-form-urlencoded'),
  typed('GraphQL itself', 'application/graphql'),
  typed('XML', 'application/xml'),
  typed('nearly JSON', 'application/jsonp'),
  typed('a text of JSON', 'text/json'),
  typed('several types', 'application/json, text/plain'),
  typed('no type that could be one', 'json'),
  typed('an empty type', ''),
  typed('JSON in UTF-16', 'application/json; charset=utf-16'),
  typed('JSON in UTF-7', 'application/json; charset=utf-7'),
  typed('JSON in Latin 1', 'application/json; charset=iso-8859-1'),
  typed('JSON of two charsets', 'application/json; charset=utf-8; charset=utf-16'),
  typed('JSON with a boundary', 'application/json; boundary=b'),
  sent('no content type', 415, 'UNSUPPORTED_MEDIA_TYPE', {
    bytes: Buffer.from(good),
    headers: { 'content-type': '-' },
  }),
  sent('a form with parts, from another site', 415, 'UNSUPPORTED_MEDIA_TYPE', {
    bytes: boundary,
    headers: { 'content-type': 'multipart/form-data; boundary=b', origin: 'https://evil.example' },
  }),
  sent('plain text from another site', 415, 'UNSUPPORTED_MEDIA_TYPE', {
    bytes: good,
    headers: { 'content-type': 'text/plain', origin: 'https://evil.example' },
  }),
  sent('a packed body', 415, 'UNSUPPORTED_MEDIA_TYPE', {
    bytes: gzipSync(good),
    headers: { 'content-encoding': 'gzip' },
  }),
  sent('a bomb of zeros, packed', 415, 'UNSUPPORTED_MEDIA_TYPE', {
    bytes: gzipSync(Buffer.alloc(50_000_000)),
    headers: { 'content-encoding': 'gzip' },
  }),
  sent('an unknown packing', 415, 'UNSUPPORTED_MEDIA_TYPE', {
    bytes: good,
    headers: { 'content-encoding': 'x' },
  }),
  sent('packed twice', 415, 'UNSUPPORTED_MEDIA_TYPE', {
    bytes: good,
    headers: { 'content-encoding': 'gzip, br' },
  }),
  sent('no answer that would be taken', 406, 'NOT_ACCEPTABLE', {
    bytes: good,
    headers: { accept: 'image/png' },
  }),

  sent('a mutation by GET', 405, 'BAD_REQUEST', {
    method: 'GET',
    path: get('mutation { rename(name: "x") { id } }'),
    headers: preflighted,
  }),
  sent('a mutation by GET, named', 405, 'BAD_REQUEST', {
    method: 'GET',
    path: get('query A { me { id } } mutation B { rename(name: "x") { id } }', '&operationName=B'),
    headers: preflighted,
  }),
  sent('a GET that a browser may send unasked', 400, 'BAD_REQUEST', {
    method: 'GET',
    path: get('{ me { id } }'),
  }),
  sent('a GET as a form would send it', 400, 'BAD_REQUEST', {
    method: 'GET',
    path: get('{ me { id } }'),
    headers: { origin: 'https://evil.example', 'x-apollo-operation-name': '' },
  }),
  sent('a GET with a body', 400, 'BAD_REQUEST', {
    method: 'GET',
    path: get('{ me { id } }'),
    bytes: good,
    headers: preflighted,
  }),
  sent('a GET without a query', 400, 'BAD_REQUEST', {
    method: 'GET',
    path: '/graphql',
    headers: preflighted,
  }),
  sent('a GET with two queries', 400, 'BAD_REQUEST', {
    method: 'GET',
    path: get('{ me { id } }', '&query={me{name}}'),
    headers: preflighted,
  }),
  sent('a GET with variables that are no JSON', 400, 'BAD_REQUEST', {
    method: 'GET',
    path: get('{ me { id } }', '&variables={'),
    headers: preflighted,
  }),
  sent('a GET with a list of variables', 400, 'BAD_REQUEST', {
    method: 'GET',
    path: get('{ me { id } }', '&variables=[]'),
    headers: preflighted,
  }),
  sent('a GET with deep variables', 400, 'TOO_DEEP', {
    method: 'GET',
    path: get('{ me { id } }', `&variables={"a":${'['.repeat(500)}${']'.repeat(500)}}`),
    headers: preflighted,
  }),
  sent('a GET of a bomb', 400, 'TOO_DEEP', {
    method: 'GET',
    path: get(`${'{me'.repeat(50)}${'}'.repeat(50)}`),
    headers: preflighted,
  }),
  sent('a GET with broken percent signs', 400, 'GRAPHQL_PARSE_FAILED', {
    method: 'GET',
    path: '/graphql?query=%E0%A4%A',
    headers: preflighted,
  }),
  sent('a long URL', 414, 'URL_TOO_LONG', {
    method: 'GET',
    path: get(`{ me { id } } # ${'x'.repeat(9_000)}`),
    headers: preflighted,
  }),
  sent('a long URL of a POST', 414, 'URL_TOO_LONG', { path: `/graphql?${'x'.repeat(9_000)}`, bytes: good }),
  sent('a path below', 404, 'PATH_NOT_FOUND', { path: '/graphql/../admin', bytes: good }),
]
