import { query, type AbuseCase } from './case.ts'

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
const echo =
  'query Q($any: Any, $list: [Int], $deep: Deep, $text: String) { echo(any: $any, list: $list, deep: $deep, text: $text) }'
const raw = (name: string, code: string, bytes: string | Buffer, status = 400): AbuseCase => ({
  name,
  status,
  code,
  request: { bytes },
})
const good = '"query": "{ me { id } }"'

/** Variables and bodies. */
export const valueCases: readonly AbuseCase[] = [
  query('a list of 1,001 in a variable', 'LIST_TOO_LONG', echo, {
    list: Array.from({ length: 1_001 }, () => 1),
  }),
  query('a list of 100,000 in a variable', 'LIST_TOO_LONG', echo, {
    any: Array.from({ length: 100_000 }, () => 1),
  }),
  query('a long list deep in a variable', 'LIST_TOO_LONG', echo, {
    any: { a: { b: [Array.from({ length: 1_001 }, () => 1)] } },
  }),
  query('a variable 17 lists deep', 'TOO_DEEP', echo, { any: nested(17) }),
  query('a variable that contains itself, so to say', 'TOO_DEEP', echo, {
    deep: JSON.parse(`${'{"deeper":'.repeat(500)}{}${'}'.repeat(500)}`),
  }),
  raw(
    'a variable 400,000 lists deep',
    'TOO_DEEP',
    `{"query": "${echo}", "variables": {"any": ${'['.repeat(400_000)}${']'.repeat(400_000)}}}`,
  ),
  query('a text of 300,000 characters', 'VARIABLES_TOO_LARGE', echo, { text: 'x'.repeat(300_000) }),
  query(
    '50,000 variables that nothing defines',
    'VARIABLES_TOO_LARGE',
    echo,
    Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`v${index}`, index])),
  ),
  query('a page by variable', 'LIST_TOO_LONG', 'query Q($n: Int) { people(first: $n) { id } }', {
    n: 1_000_000,
  }),
  query('an integer that is none', 'BAD_USER_INPUT', 'query Q($n: Int) { people(first: $n) { id } }', {
    n: 1.5,
  }),
  query('an integer of 2^53', 'LIST_TOO_LONG', 'query Q($n: Int) { people(first: $n) { id } }', {
    n: 2 ** 53,
  }),
  raw(
    'a number beyond all',
    'LIST_TOO_LONG',
    '{"query": "query Q($n: Int) { people(first: $n) { id } }", "variables": {"n": 1e999}}',
  ),
  query('an object where a text belongs', 'BAD_USER_INPUT', echo, { text: { $gt: '' } }),
  query(
    'a required variable left out',
    'BAD_USER_INPUT',
    'query Q($b: Boolean!) { me { id @skip(if: $b) } }',
  ),
  query('a field that an input does not have', 'BAD_USER_INPUT', echo, { deep: { constructor: {} } }),
  raw('__proto__ as a variable', 'BAD_REQUEST', `{${good}, "variables": {"__proto__": {"admin": true}}}`),
  raw(
    '__proto__ deep in a variable',
    'BAD_REQUEST',
    `{${good}, "variables": {"any": [{"__proto__": {"admin": true}}]}}`,
  ),
  raw('__proto__ beside the query', 'BAD_REQUEST', `{${good}, "__proto__": {"admin": true}}`),
  raw(
    '__proto__ in disguise',
    'BAD_REQUEST',
    String.raw`{${good}, "__pr\u006fto__": {"query": "{ me { name } }"}}`,
  ),

  raw('no body', 'BAD_REQUEST', ''),
  raw('white space', 'BAD_REQUEST', '   \n'),
  raw('a byte order mark', 'BAD_REQUEST', `\uFEFF{${good}}`),
  raw('half an object', 'BAD_REQUEST', `{${good}`),
  raw('two objects', 'BAD_REQUEST', `{${good}}{${good}}`),
  raw('a comma too many', 'BAD_REQUEST', `{${good},}`),
  raw('comments', 'BAD_REQUEST', `{/* hello */ ${good}}`),
  raw('single quotes', 'BAD_REQUEST', `{'query': '{ me { id } }'}`),
  raw('NaN', 'BAD_REQUEST', `{${good}, "variables": {"n": NaN}}`),
  raw('a line break in a text', 'BAD_REQUEST', '{"query": "{ me\n{ id } }"}'),
  raw('a null byte', 'BAD_REQUEST', `{${good}}\u0000`),
  raw('GraphQL itself', 'BAD_REQUEST', '{ me { id } }'),
  raw('a form', 'BAD_REQUEST', 'query=%7Bme%7Bid%7D%7D'),
  raw('null', 'BAD_REQUEST', 'null'),
  raw('true', 'BAD_REQUEST', 'true'),
  raw('a number', 'BAD_REQUEST', '42'),
  raw('a text', 'BAD_REQUEST', '"{ me { id } }"'),
  raw('an empty object', 'BAD_REQUEST', '{}'),
  raw('a million opened lists', 'BAD_REQUEST', '['.repeat(1_000_000)),
  raw('a million objects', 'BAD_REQUEST', '{"a":'.repeat(200_000)),
  raw('a key twice', 'BAD_REQUEST', `{${good}, "query": "mutation { rename(name: \\"x\\") { id } }"}`),
  raw('a key twice, once in disguise', 'BAD_REQUEST', String.raw`{${good}, "qu\u0065ry": "{ me { name } }"}`),
  raw(
    'bytes that are no UTF-8',
    'BAD_REQUEST',
    Buffer.concat([Buffer.from('{"query": "{ me { id } } # '), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
  ),
  raw(
    'an overlong encoding',
    'BAD_REQUEST',
    Buffer.concat([Buffer.from('{"query": "{ me { id } } # '), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
  ),
  raw(
    'an encoded surrogate',
    'BAD_REQUEST',
    Buffer.concat([
      Buffer.from('{"query": "{ me { id } } # '),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from('"}'),
    ]),
  ),
  raw('UTF-16', 'BAD_REQUEST', Buffer.from(`{${good}}`, 'utf16le')),
  raw('a query that is a number', 'BAD_REQUEST', '{"query": 1}'),
  raw('a query that is a list', 'BAD_REQUEST', '{"query": ["{ me { id } }"]}'),
  raw('a query that is a tree', 'BAD_REQUEST', '{"query": {"kind": "Document", "definitions": []}}'),
  raw('an empty query', 'BAD_REQUEST', '{"query": ""}'),
  raw('a query of null', 'BAD_REQUEST', '{"query": null}'),
  raw('variables that are a text', 'BAD_REQUEST', `{${good}, "variables": "{}"}`),
  raw('variables that are a list', 'BAD_REQUEST', `{${good}, "variables": []}`),
  raw('extensions that are a text', 'BAD_REQUEST', `{${good}, "extensions": "x"}`),
  raw('extensions that are a list', 'BAD_REQUEST', `{${good}, "extensions": [1]}`),
  raw('a name that is a number', 'BAD_REQUEST', `{${good}, "operationName": 5}`),
  raw('a name that is an object', 'BAD_REQUEST', `{${good}, "operationName": {}}`),
  raw('a batch', 'BATCHING_NOT_SUPPORTED', `[{${good}}, {${good}}]`),
  raw('an empty batch', 'BATCHING_NOT_SUPPORTED', '[]'),
  raw(
    'a batch of ten thousand',
    'BATCHING_NOT_SUPPORTED',
    `[${Array.from({ length: 10_000 }, () => `{${good}}`).join(',')}]`,
  ),
  raw('a batch in a batch', 'BATCHING_NOT_SUPPORTED', `[[{${good}}]]`),
  raw('two megabytes', 'PAYLOAD_TOO_LARGE', `{"query": "{ me { id } } # ${'x'.repeat(2_000_000)}"}`, 413),
  raw(
    'a document known by its hash alone',
    'PERSISTED_QUERY_NOT_SUPPORTED',
    '{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}',
    200,
  ),
  raw(
    'a document with a hash to be kept',
    'PERSISTED_QUERY_NOT_SUPPORTED',
    `{${good}, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "00"}}}`,
    200,
  ),
]
