import { z } from 'zod'
import { callHeader } from '@pactwork/kernel/runtime/call-identity'
import { subgraphUrl } from '@pactwork/kernel/runtime/subgraph-client'
import { traceHeaders } from '@pactwork/kernel/runtime/telemetry'
import { StepFailure } from './failure.ts'

/** Signs one call to a context: audience, body, tenant and correlation. */
export type SignCall = (
  audience: string,
  body: string,
  subject: { tenantId: string; correlationId: string },
) => Promise<string>

export type CommandAnswer =
  | { kind: 'accepted'; payload: Record<string, unknown> }
  | { kind: 'rejected'; code: string; message: string }

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).partial().optional() }))
    .optional(),
})
const rejectionSchema = z.object({ code: z.string(), message: z.string() })
const unionSchema = z.record(z.string(), z.unknown())

/** Codes that say "not now": the same command under the same key is simply sent again. */
const notNow = new Set(['EVIDENCE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'CONCURRENT_CHANGE'])
/** Errors that come back however often the call is made. */
const brokenContract = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'DENIED',
])

const deadline = 10_000

/** Calls contexts as the worker, for one tenant and one correlation. */
export function contextCaller(options: {
  sign: SignCall
  subject: { tenantId: string; correlationId: string }
}) {
  const post = async (context: string, document: string, variables: Record<string, unknown>) => {
    const body = JSON.stringify({ query: document, variables })
    const response = await fetch(subgraphUrl(context), {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        [callHeader]: await options.sign(context, body, options.subject),
        'x-correlation-id': options.subject.correlationId,
        ...traceHeaders(),
      },
      signal: AbortSignal.timeout(deadline),
    }).catch((error: unknown) => {
      const late = error instanceof Error && error.name === 'TimeoutError'
      throw new StepFailure(late ? 'DEADLINE' : 'OUTAGE', `${context} did not answer`, { cause: error })
    })
    const text = await response.text()

    return dataOf(context, response.status, text)
  }

  return {
    command: async (
      context: string,
      document: string,
      input: Record<string, unknown>,
      idempotencyKey: string,
    ): Promise<CommandAnswer> => {
      const data = await post(context, document, { input, idempotencyKey })

      return commandAnswer(context, unionSchema.parse(Object.values(data)[0]))
    },
    query: async <Data>(
      context: string,
      document: string,
      variables: Record<string, unknown>,
      schema: z.ZodType<Data>,
    ): Promise<Data> => schema.parse(await post(context, document, variables)),
  }
}

/** The data of an answer. An error of the request is a broken contract, any other an outage. */
export function dataOf(context: string, status: number, text: string): Record<string, unknown> {
  const answer = status >= 500 ? undefined : answerSchema.safeParse(parsed(text)).data
  const error = answer?.errors?.[0]
  if (error) {
    const broken = brokenContract.has(error.extensions?.code ?? '')
    throw new StepFailure(broken ? 'CONTRACT' : 'OUTAGE', `${context}: ${error.message}`)
  }
  if (!answer?.data) throw new StepFailure('OUTAGE', `${context} answered ${status}`)

  return answer.data
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The member of a result union as an answer. */
export function commandAnswer(context: string, member: Record<string, unknown>): CommandAnswer {
  const rejection = rejectionSchema.safeParse(member).data
  if (!rejection) return { kind: 'accepted', payload: member }
  if (notNow.has(rejection.code)) throw new StepFailure('OUTAGE', `${context}: ${rejection.message}`)
  if (member['__typename'] === 'InvalidInput')
    throw new StepFailure('CONTRACT', `${context}: ${rejection.code}: ${rejection.message}`)

  return { kind: 'rejected', ...rejection }
}
