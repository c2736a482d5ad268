/** The codes of GraphQL errors, which are no answers of a command: what happened and what to do next. */
export const endpointErrors: Readonly<Record<string, { happened: string; todo: string }>> = {
  BAD_REQUEST: {
    happened: 'The request cannot be read as GraphQL over HTTP.',
    todo: 'Send JSON with a `query`.',
  },
  BAD_USER_INPUT: {
    happened: 'A value is not what its type or argument allows.',
    todo: 'Correct the value that the message names.',
  },
  DEADLINE_EXCEEDED: {
    happened: 'The operation took longer than it may.',
    todo: 'Ask for less at once, or again; a command with the same idempotency key.',
  },
  DENIED: {
    happened: 'Your roles do not permit this.',
    todo: 'Ask an administrator of your tenant for the permission that the message names.',
  },
  EVIDENCE_UNAVAILABLE: {
    happened: 'Another context could not be asked while reading.',
    todo: 'Ask again in a moment.',
  },
  FORBIDDEN: {
    happened: 'A field is null, or the operation refused, since you may not see what it asks for.',
    todo: 'Leave it out, or get the right that its description names.',
  },
  GRAPHQL_PARSE_FAILED: {
    happened: 'The document is no GraphQL.',
    todo: 'Correct it at the place that the message names.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    happened: 'The document does not fit the graph.',
    todo: 'Correct the fields that the message names.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    happened: 'The document has no such operation.',
    todo: 'Name one of its operations in `operationName`.',
  },
  OPERATION_TOO_COMPLEX: {
    happened: 'The operation leaves more ways to carry it out than can be weighed in time.',
    todo: 'Ask for less at once, or for the types that you need instead of interfaces.',
  },
  PAYLOAD_TOO_LARGE: {
    happened: 'The request is larger than its sender may send.',
    todo: 'Send less at once; only a catalog import may be large.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    happened: 'The request names a document by its hash alone.',
    todo: 'Send the document itself.',
  },
  RIGHTS_CHANGED: {
    happened: 'A token was renewed with other rights, and the subscription cannot be resumed.',
    todo: 'Subscribe again.',
  },
  SUBGRAPH_UNAVAILABLE: {
    happened: 'A context is not there at this moment; the rest of the answer stands.',
    todo: 'Ask again; a command with the same idempotency key.',
  },
  SUBSCRIBER_TOO_SLOW: {
    happened: 'The subscription was ended because its events were not taken.',
    todo: 'Subscribe again with the last cursor.',
  },
  SUBSCRIPTION_BY_WEBSOCKET: {
    happened: 'A subscription was sent by HTTP.',
    todo: 'Subscribe by graphql-ws at the same path, or accept `text/event-stream`.',
  },
  SUBSCRIPTION_ONLY: {
    happened: 'The connection is for subscriptions.',
    todo: 'Send queries and mutations by HTTP.',
  },
  TOO_MANY_CONNECTIONS: {
    happened: 'The user or the address has too many connections for subscriptions, or opens them too fast.',
    todo: 'Close one, or come back later.',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    happened: 'The connection carries as many subscriptions as it may.',
    todo: 'End one, or open another connection.',
  },
  UNAUTHENTICATED: {
    happened: 'There is no token, or it is not valid any more.',
    todo: 'Get a token and repeat the request.',
  },
  INTERNAL_SERVER_ERROR: { happened: 'A fault on our side.', todo: 'Quote the correlation id to support.' },
}
