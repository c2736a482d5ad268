import { Agent, request } from 'undici'
import { z } from 'zod'
import { callHeader, type CallSigner, type CallSubject } from './call-identity.ts'
import { traceHeaders } from './telemetry.ts'

/** Where each context's subgraph is: `PACTWORK_<CONTEXT>_URL`, else `<PACTWORK_SUBGRAPHS_URL>/<context>/graphql`. */
export function subgraphUrl(context: string, env: NodeJS.ProcessEnv = process.env): string {
  const own = env[`PACTWORK_${context.toUpperCase()}_URL`]
  if (own) return own
  if (!env.PACTWORK_SUBGRAPHS_URL)
    throw new Error('PACTWORK_SUBGRAPHS_URL is not set: the base URL of the subgraphs')

  return `${env.PACTWORK_SUBGRAPHS_URL}/${context}/graphql`
}

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
})

/** The subgraph answered with GraphQL errors: a denial or a fault there, not an outage. */
export class SubgraphError extends Error {
  readonly code: string | undefined
  constructor(
    context: string,
    errors: { message: string; extensions?: Record<string, unknown> | undefined }[],
  ) {
    super(`${context}: ${errors.map((error) => error.message).join('; ')}`)
    this.name = 'SubgraphError'
    const code = errors[0]?.extensions?.['code']
    this.code = typeof code === 'string' ? code : undefined
  }
}

/**
 * Without a bound of connections: who is asked here asks others before it answers, perhaps itself. Were all of a bounded
 * number taken by such calls, none of them could be answered before its deadline. How many are under way is bounded by
 * whoever asks first: the gateway, consumers, workers.
 */
const agent = new Agent({ keepAliveTimeout: 30_000, pipelining: 1 })

/**
 * Calls a subgraph's GraphQL API as a machine: signed for 60 s, traced, with a deadline. The data is checked
 * by the caller's schema. Throws on outages, timeouts, errors and data of another shape.
 */
export function subgraphClient(sign: CallSigner, options: { deadlineMilliseconds?: number } = {}) {
  return async <Schema extends z.ZodType>(
    context: string,
    document: string,
    variables: Record<string, unknown>,
    schema: Schema,
    subject: CallSubject,
  ): Promise<z.infer<Schema>> => {
    const body = JSON.stringify({ query: document, variables })
    const response = await request(subgraphUrl(context), {
      method: 'POST',
      dispatcher: agent,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-correlation-id': subject.correlationId,
        [callHeader]: await sign(context, body, subject),
        ...traceHeaders(),
      },
      body,
      signal: AbortSignal.timeout(options.deadlineMilliseconds ?? 3_000),
    })
    const { data, errors } = answer.parse(await response.body.json())
    if (errors && errors.length > 0) throw new SubgraphError(context, errors)

    return schema.parse(data)
  }
}

export type SubgraphClient = ReturnType<typeof subgraphClient>
