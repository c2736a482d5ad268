import type { GraphQLError } from 'graphql'
import { refused } from '../errors.ts'

/** Ends the operation before anything is fetched: `UNAUTHENTICATED` without a token, else `FORBIDDEN`. */
export const refusedOperation = (
  hasToken: boolean,
  path: readonly string[],
  correlationId: string,
): GraphQLError =>
  hasToken
    ? refused(
        'FORBIDDEN',
        `You may not ask for \`${path.join('.')}\`. Take it out, or get the right to see it.`,
        correlationId,
      )
    : refused(
        'UNAUTHENTICATED',
        `\`${path.join('.')}\` needs a token: send \`authorization: Bearer <token>\`.`,
        correlationId,
      )
