/** RFC 9110: a token. */
const name = /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/

/** About one connection or one body (RFC 9110, 7.6.1): wrong on the next one. */
const hopByHop = [
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** What the gateway says itself; a client's word would be taken for ours. */
const ours = [
  'accept',
  'accept-encoding',
  'apollographql-client-name',
  'apollographql-client-version',
  'baggage',
  'traceparent',
  'tracestate',
  'x-correlation-id',
]

/** Who somebody is, or where from: subgraphs believe the token and the gateway's signature alone. */
const identity = ['authorization', 'cookie', 'cookie2', 'dpop', 'forwarded', 'via', 'x-real-ip', 'x-api-key']

const never = new Set([...hopByHop, ...ours, ...identity])
const neverStartsWith = ['x-pactwork-', 'x-forwarded-', 'proxy-', 'sec-', ':', '__']

/** Whether a header of clients, its name in lower case, may be passed on at all where the settings name it. */
export const isForwardable = (header: string): boolean =>
  name.test(header) && !never.has(header) && !neverStartsWith.some((start) => header.startsWith(start))
