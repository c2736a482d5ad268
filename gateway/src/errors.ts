import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { limitCodes } from './limits/codes.ts'

/** What a client may be told as it is; everything else is a fault of ours and is masked. */
const publicCodes = new Set([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'DEADLINE_EXCEEDED',
  'DENIED',
  'EVIDENCE_UNAVAILABLE',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'OPERATION_TOO_COMPLEX',
  'PAYLOAD_TOO_LARGE',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'RIGHTS_CHANGED',
  'SUBGRAPH_UNAVAILABLE',
  'SUBSCRIBER_TOO_SLOW',
  'SUBSCRIPTION_BY_WEBSOCKET',
  'SUBSCRIPTION_ONLY',
  'TOO_MANY_CONNECTIONS',
  'TOO_MANY_SUBSCRIPTIONS',
  'UNAUTHENTICATED',
])

const statusOf: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  SUBGRAPH_UNAVAILABLE: 503,
  PAYLOAD_TOO_LARGE: 413,
  BAD_REQUEST: 400,
  TOO_MANY_CONNECTIONS: 429,
}

/** An error that ends the whole operation. */
export const refused = (code: string, message: string, correlationId: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, correlationId, http: { status: statusOf[code] ?? 400 } } })

const isPublic = (code: string): boolean => publicCodes.has(code) || Object.hasOwn(limitCodes, code)

/** The code of an error as clients know it. */
export const codeOf = (error: GraphQLFormattedError): string => {
  const code = error.extensions?.['code']
  return typeof code === 'string' && isPublic(code) ? code : 'INTERNAL_SERVER_ERROR'
}

/**
 * The outside form of an error: a stable code, a sentence, the path, the correlation id; nothing of our inside, but in
 * development, where everything is told that a subgraph said.
 */
export function masked(
  error: GraphQLFormattedError,
  correlationId?: string,
  development = false,
): GraphQLFormattedError {
  if (development)
    return { ...error, extensions: { ...error.extensions, ...(correlationId && { correlationId }) } }
  const code = codeOf(error)
  const known = correlationId ?? error.extensions?.['correlationId']

  return {
    message:
      code === 'INTERNAL_SERVER_ERROR'
        ? 'This failed because of a fault on our side. Quote the correlation id to support.'
        : error.message,
    ...(error.path && { path: error.path }),
    ...(error.locations && code !== 'INTERNAL_SERVER_ERROR' && { locations: error.locations }),
    extensions: { code, ...(typeof known === 'string' && { correlationId: known }) },
  }
}

/** The same as an error object, where a library wants one. */
export function maskedError(error: GraphQLFormattedError, correlationId?: string): GraphQLError {
  const { message, path, extensions } = masked(error, correlationId)

  return new GraphQLError(message, { ...(path && { path }), ...(extensions && { extensions }) })
}
