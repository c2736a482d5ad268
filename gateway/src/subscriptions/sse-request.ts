import type { IncomingMessage } from 'node:http'
import accepts from 'accepts'
import { getOperationAST, OperationTypeNode, parse, type GraphQLError } from 'graphql'
import { z } from 'zod'
import { refused } from '../errors.ts'
import type { SubscriptionRequest } from './read-subscription.ts'

const eventStream = 'text/event-stream'
const answers = ['application/json', 'application/graphql-response+json', eventStream]

const asked = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
})

/** Whether a client wants a stream of events: `only` that, `also` (a subscription is answered by one), or not. */
export function wantsEvents(request: IncomingMessage): 'only' | 'also' | undefined {
  if (!request.headers.accept?.includes(eventStream)) return undefined

  return accepts(request).type(answers) === eventStream ? 'only' : 'also'
}

/** Whether the one operation that is to be carried out is a subscription. What cannot be read is none. */
export function isSubscription({ query, operationName }: SubscriptionRequest, mostTokens: number): boolean {
  try {
    const document = parse(query, { maxTokens: mostTokens })

    return getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION
  } catch {
    return false
  }
}

/**
 * What a client asks, by the body of a POST or the URL of a GET, with the cursor that a browser sends when it comes
 * back (`last-event-id`); or why it cannot be read.
 */
export function readRequest(
  request: IncomingMessage,
  { body, correlationId }: { body: unknown; correlationId: string },
): SubscriptionRequest | GraphQLError {
  const { success, data } = asked.safeParse(request.method === 'GET' ? ofUrl(request) : body)
  const { 'last-event-id': sent } = request.headers
  const lastEventId = typeof sent === 'string' ? sent : undefined

  return success
    ? { ...data, lastEventId }
    : refused('BAD_REQUEST', 'Send a `query`, and `variables` as an object.', correlationId)
}

function ofUrl({ url = '' }: IncomingMessage): unknown {
  const params = new URLSearchParams(url.split('?')[1])

  return {
    query: params.get('query') ?? undefined,
    operationName: params.get('operationName'),
    variables: json(params.get('variables')),
  }
}

/** A text that is no JSON stays one, and is refused as such. */
function json(text: string | null): unknown {
  try {
    return text === null || text === '' ? undefined : JSON.parse(text)
  } catch {
    return text
  }
}
