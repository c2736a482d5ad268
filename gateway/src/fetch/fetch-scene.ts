import { createLog } from '@pactwork/kernel/runtime/log'
import type { z } from 'zod'
import type { SubgraphRequest } from '../execute/subgraph-fetch.ts'
import { noMetrics, type Metrics } from '../observe/metrics.ts'
import { startOperation, type Operation } from '../operation.ts'
import { CallFailed } from './fault.ts'
import { fetchSettings } from './settings.ts'
import { subgraphFetcher } from './subgraph-fetcher.ts'

type Part = {
  tenant?: string
  sub?: string
  token?: string
  rights?: string
  correlationId?: string
  signal?: AbortSignal
  deadline?: number
  forwarded?: Record<string, string>
}

const log = createLog('spec', 'silent')

/** An operation of somebody, for specs. */
export const operationOf = ({
  tenant = 'acme',
  sub = 'ann',
  token = `token-of-${tenant}-${sub}`,
  rights = `${tenant}/${sub}`,
  correlationId = 'correlation',
  signal = new AbortController().signal,
  deadline = 30_000,
  forwarded = {},
}: Part = {}): Operation =>
  startOperation({
    caller: {
      user: {
        issuer: 'issuer',
        sub,
        tenant,
        roles: [],
        groups: [],
        scopes: [],
        clientId: undefined,
        jti: token,
        exp: 0,
      },
      token,
      client: { name: 'spec', version: '1' },
      correlationId,
      rights,
    },
    log,
    signal,
    deadline,
    forwarded,
  })

/** What the gateway does with an operation's deadline. */
export const within = (deadline: number, part: Part = {}): Operation =>
  operationOf({ ...part, deadline, signal: AbortSignal.timeout(deadline) })

export const query = (
  variables: Record<string, unknown> = {},
  document = 'query Q { ok }',
): SubgraphRequest => ({
  subgraph: 'things',
  kind: 'query',
  document,
  operationName: 'Q',
  variables,
  cache: undefined,
})

export const mutation = (variables: Record<string, unknown> = {}): SubgraphRequest => ({
  ...query(variables, 'mutation Q { ok }'),
  kind: 'mutation',
})

/** Everything that was counted, in order, as text. */
export function countingMetrics(): Metrics & { counted: string[] } {
  const counted: string[] = []

  return {
    ...noMetrics,
    counted,
    fetched: ({ subgraph, outcome }) => void counted.push(`fetched ${subgraph} ${outcome}`),
    joined: (subgraph) => void counted.push(`joined ${subgraph}`),
    retried: (subgraph) => void counted.push(`retried ${subgraph}`),
    breaker: (subgraph, state) => void counted.push(`breaker ${subgraph} ${state}`),
  }
}

type Options = Partial<Omit<Parameters<typeof subgraphFetcher>[0], 'settings' | 'metrics'>>

/** A fetcher of specs; repeats come without a wait. */
export function fetcherOf(
  url: string,
  { settings, ...options }: Options & { settings?: z.input<typeof fetchSettings> } = {},
) {
  const metrics = countingMetrics()
  const parsed = fetchSettings.parse({ ...settings, retries: { delay: 0, ...settings?.retries } })

  return {
    ...subgraphFetcher({ settings: parsed, subgraphs: () => url, metrics, development: false, ...options }),
    counted: metrics.counted,
  }
}

/** What a fetch failed with; one that succeeds is a failure of the test. */
export async function failureOf(fetching: Promise<unknown>): Promise<CallFailed> {
  try {
    await fetching
  } catch (error) {
    if (error instanceof CallFailed) return error
    throw error
  }
  throw new Error('The fetch was answered.')
}
