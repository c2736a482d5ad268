import { HeaderMap } from '@apollo/server'
import { GraphQLError } from 'graphql'
import { statusOfRefusal, type Refusal } from './codes.ts'

/** A refusal as the error of one request; the headers go out with it. */
export const refusalError = (
  refusal: Refusal,
  correlationId: string,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError =>
  new GraphQLError(refusal.message, {
    extensions: {
      code: refusal.code,
      correlationId,
      http: { status: statusOfRefusal(refusal), headers: new HeaderMap(Object.entries(headers)) },
    },
  })
