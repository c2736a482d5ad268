import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql'
import { z } from 'zod'
import { FetchFailed, type SubgraphAnswer, type SubgraphFetch } from '../execute/subgraph-fetch.ts'
import type { Operation } from '../operation.ts'
import type { FeedPages } from '../plan/feed-pages.ts'
import { place } from './entries.ts'
import type { End } from './leg.ts'
import { ownerVariables, type Subscription } from './subscription.ts'

const told = z.object({
  values: z.array(z.record(z.string(), z.unknown()).nullable()),
  cursor: z.string(),
  place,
  more: z.boolean(),
  interest: z.array(z.array(z.string())),
})

/** What a reader is told between two places: results as a subscription would have brought them. */
export type Page = Omit<z.infer<typeof told>, 'values'> & { results: FormattedExecutionResult[] }

/** Asks a feed's owner for what is behind a cursor, in somebody's name; or why there is nothing to be had. */
export async function readPage(
  fetch: SubgraphFetch,
  { subscription, page }: { subscription: Subscription; page: FeedPages['page'] },
  after: string | undefined,
  operation: Operation,
): Promise<Page | Exclude<End, { kind: 'complete' }>> {
  const { primary, prepared } = subscription
  const key = prepared.feed?.key ?? ''
  try {
    const answer = await fetch(
      {
        subgraph: primary.subgraph,
        kind: 'query',
        ...page,
        variables: ownerVariables(subscription, after),
        cache: undefined,
        isFresh: true,
      },
      operation,
    )
    const { success, data, error } = told.safeParse(answer.data?.[key])
    if (!success) return endOf(answer.errors, error)
    const { values, ...rest } = data

    return {
      ...rest,
      results: values.map((value, index) => resultOf(key, value, errorsAt(answer, key, index))),
    }
  } catch (error) {
    if (error instanceof FetchFailed) return { kind: 'lost', reason: error }
    throw error
  }
}

const resultOf = (
  key: string,
  value: Record<string, unknown> | null,
  errors: GraphQLFormattedError[],
): FormattedExecutionResult => ({
  data: value && { [key]: value },
  ...(errors.length > 0 && { errors }),
})

/** The errors of one value, at the places that they would have in a subscription. */
const errorsAt = ({ errors = [] }: SubgraphAnswer, key: string, index: number): GraphQLFormattedError[] =>
  errors.flatMap((error) => {
    const [field, values, at, ...rest] = error.path ?? []

    return field === key && values === 'values' && at === index ? { ...error, path: [key, ...rest] } : []
  })

const refusals: readonly unknown[] = ['DENIED', 'FORBIDDEN', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']

/** By what its owner said. A fault may pass. */
function endOf(errors: SubgraphAnswer['errors'], reason: unknown): Exclude<End, { kind: 'complete' }> {
  const codes = errors?.map(({ extensions }) => extensions?.['code']) ?? []
  const refusal = errors?.[codes.findIndex((code) => refusals.includes(code))]
  if (codes.includes('UNAUTHENTICATED')) return { kind: 'forbidden' }

  return refusal ? { kind: 'refused', error: refusal } : { kind: 'lost', reason: errors?.[0] ?? reason }
}
