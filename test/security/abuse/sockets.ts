import type { AbuseCase } from './case.ts'

const body = '{"query":"{ me { id } }"}'
const head = (...lines: string[]): string =>
  ['POST /graphql HTTP/1.1', 'host: localhost', 'authorization: Bearer {token}', ...lines, '', ''].join(
    '\r\n',
  )
const json = 'content-type: application/json'
const length = `content-length: ${body.length}`
const unread = (name: string, socket: string | Buffer): AbuseCase => ({
  name,
  status: 400,
  code: 'BAD_REQUEST',
  socket,
})
const upgrade = (...lines: string[]): string =>
  [
    'GET /graphql HTTP/1.1',
    'host: localhost',
    'connection: upgrade',
    'upgrade: websocket',
    ...lines,
    '',
    '',
  ].join('\r\n')

/** Bytes that no client library sends. */
export const socketCases: readonly AbuseCase[] = [
  unread('a length and chunks', head(json, length, 'transfer-encoding: chunked') + `0\r\n\r\n${body}`),
  unread('chunks and a length', head(json, 'transfer-encoding: chunked', length) + `0\r\n\r\n${body}`),
  unread('two lengths', head(json, length, 'content-length: 5') + body),
  unread('the same length twice', head(json, length, length) + body),
  unread('two lengths in one', head(json, `content-length: ${body.length}, 5`) + body),
  unread('a negative length', head(json, 'content-length: -1') + body),
  unread('a length with a sign', head(json, `content-length: +${body.length}`) + body),
  unread('a length in hexadecimal', head(json, 'content-length: 0x19') + body),
  unread('a length beyond all', head(json, 'content-length: 99999999999999999999999') + body),
  unread('an unknown transfer encoding', head(json, 'transfer-encoding: xchunked') + body),
  unread('chunks that are not the last coding', head(json, 'transfer-encoding: chunked, identity') + body),
  unread('a chunk without a size', head(json, 'transfer-encoding: chunked') + `zz\r\n${body}\r\n0\r\n\r\n`),
  unread(
    'a chunk larger than it says',
    head(json, 'transfer-encoding: chunked') + `2\r\n${body}\r\n0\r\n\r\n`,
  ),
  unread('a folded header', head(json, 'x-folded: one', ' two', length) + body),
  unread('a folded transfer encoding', head(json, 'transfer-encoding:', ' chunked', length) + body),
  unread('a header name with a space', head(json, 'content-length : 5', length) + body),
  unread('a header without a name', head(json, ': nothing', length) + body),
  unread('a header without a colon', head(json, 'nothing', length) + body),
  unread('a header with a null byte', head(json, 'x-null: a\u0000b', length) + body),
  unread('lines that end with a bare return', head(json, length).replaceAll('\r\n', '\r') + body),
  unread('a header with a bare return', head(json, 'x-bare: a\rtransfer-encoding: chunked', length) + body),
  unread('two hosts', head(json, 'host: elsewhere', length) + body),
  {
    name: 'no host',
    status: 400,
    code: undefined,
    socket: head(json, length).replace('host: localhost\r\n', '') + body,
  },
  unread('two tokens', head(json, 'authorization: Bearer other', length) + body),
  unread('two content types', head(json, 'content-type: text/plain', length) + body),
  unread('two origins', head(json, 'origin: https://a.example', 'origin: https://b.example', length) + body),
  unread('HTTP/3.0', head(json, length).replace('HTTP/1.1', 'HTTP/3.0') + body),
  { name: 'HTTP/0.9', status: 401, code: 'UNAUTHENTICATED', socket: 'GET /graphql\r\n\r\n' },
  unread('a method that is none', head(json, length).replace('POST', 'P\u0001ST') + body),
  unread('TLS where there is none', Buffer.from('16030100c8010000c40303', 'hex')),
  unread('bytes at random', Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 73 + 11) % 256))),
  unread('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  {
    name: 'a head of 20 KB',
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    socket: head(json, `x-long: ${'x'.repeat(20_000)}`, length) + body,
  },
  {
    name: 'two thousand headers',
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    socket: head(json, ...Array.from({ length: 2_000 }, (_, index) => `x-${index}: ${index}`), length) + body,
  },
  {
    name: 'an upgrade without a key',
    status: 400,
    code: undefined,
    socket: upgrade('sec-websocket-version: 13'),
  },
  {
    name: 'an upgrade with a key that is none',
    status: 400,
    code: undefined,
    socket: upgrade(
      'sec-websocket-version: 13',
      'sec-websocket-key: x',
      'sec-websocket-protocol: graphql-transport-ws',
    ),
  },
  {
    name: 'an upgrade of a version that is none',
    status: 400,
    code: undefined,
    socket: upgrade('sec-websocket-version: 99', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='),
  },
  {
    name: 'an upgrade elsewhere',
    status: 404,
    code: undefined,
    socket: upgrade('sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==').replace(
      '/graphql',
      '/elsewhere',
    ),
  },
  {
    name: 'an upgrade by POST',
    status: 405,
    code: undefined,
    socket: upgrade('sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==').replace(
      'GET',
      'POST',
    ),
  },
]
