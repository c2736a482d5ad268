import type { GraphQLError } from 'graphql'
import { codeOf, maskedError, refused } from '../errors.ts'
import type { End } from './leg.ts'

/** What a client is told when its subscription ends; nothing when its owner has simply ended it. */
export function errorOf(
  end: Exclude<End, { kind: 'forbidden' }>,
  subgraph: string,
  correlationId: string,
): GraphQLError | undefined {
  switch (end.kind) {
    case 'complete':
      return undefined
    case 'refused':
      return maskedError(end.error, correlationId)
    case 'lost':
      return refused(
        'SUBGRAPH_UNAVAILABLE',
        `The ${subgraph} service ended the subscription. Subscribe again with the last cursor you have.`,
        correlationId,
      )
  }
}

/** What was permitted when it came may not be any more. */
export const isWithdrawal = (end: End): boolean =>
  end.kind === 'forbidden' ||
  (end.kind === 'refused' && ['DENIED', 'FORBIDDEN', 'UNAUTHENTICATED'].includes(codeOf(end.error)))

export const tooSlow = (correlationId: string): GraphQLError =>
  refused(
    'SUBSCRIBER_TOO_SLOW',
    'Events came faster than they were read. Subscribe again with the last cursor you have.',
    correlationId,
  )

/** Its token was renewed with other rights, and there is no cursor to go on behind. */
export const rightsChanged = (correlationId: string): GraphQLError =>
  refused('RIGHTS_CHANGED', 'Your rights have changed. Subscribe again.', correlationId)
