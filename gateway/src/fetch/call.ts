import type { CallSigner } from '@pactwork/kernel/runtime/call-identity'
import type { SubgraphAnswer, SubgraphFetch, SubgraphRequest } from '../execute/subgraph-fetch.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Operation } from '../operation.ts'
import { callHeaders } from './call-headers.ts'
import type { Connections } from './connections.ts'
import { exchange, type Reply } from './exchange.ts'
import { endOf, type CallFailed, type Failing, type Fault } from './fault.ts'
import { faultOf } from './fault-of-error.ts'
import { readAnswer } from './read-answer.ts'
import { bodyOf } from './request-body.ts'
import type { FetchSettings } from './settings.ts'

type Calling = {
  settings: FetchSettings
  connections: Connections
  /** Where a subgraph is at this moment. */
  urlOf: (subgraph: string) => string
  /** Undefined where subgraphs expect no signature. */
  sign: CallSigner | undefined
  metrics: Metrics
  fail: Failing
}

/** One HTTP call of a subgraph, ended by the operation's signal. */
export function calling({ settings, connections, urlOf, sign, metrics, fail }: Calling): SubgraphFetch {
  const { answerBytes: mostBytes, waiting } = settings
  const most = settings.connections + waiting

  return async (request, operation) => {
    const { subgraph } = request
    const line = connections.to(subgraph, urlOf(subgraph))
    if (line.calls >= most) throw fail('crowded', request)

    line.calls += 1
    const startedAt = performance.now()
    try {
      const body = bodyOf(request)
      const headers = await callHeaders(sign, subgraph, body, operation)
      const message = { path: line.path, headers, body }
      const reply = await exchange(line.pool, message, { signal: operation.signal, mostBytes })
      const answer = answerIn(reply, request, operation, fail)
      const milliseconds = performance.now() - startedAt
      metrics.fetched({
        subgraph,
        milliseconds,
        outcome: 'fault' in answer ? outcomes[answer.fault] : 'answered',
      })
      if ('fault' in answer) throw answer

      return answer
    } finally {
      line.calls -= 1
    }
  }
}

/** A GraphQL answer is one with any status: what failed inside stands in it. */
function answerIn(
  reply: Reply,
  request: SubgraphRequest,
  operation: Operation,
  fail: Failing,
): SubgraphAnswer | CallFailed {
  if ('error' in reply)
    return fail(operation.signal.aborted ? endOf(operation) : faultOf(reply), request, reply.error)
  const answer = readAnswer(reply.body)
  if (answer) return answer
  const { status } = reply

  return fail(
    status >= 400 && status < 500 ? 'unfit' : 'invalid',
    request,
    new Error(`The status is ${status} and there is no GraphQL answer.`),
  )
}

const outcomes = {
  connection: 'unavailable',
  broken: 'unavailable',
  slow: 'unavailable',
  invalid: 'invalid',
  unfit: 'invalid',
  crowded: 'unavailable',
  resting: 'unavailable',
  deadline: 'deadline',
  cancelled: 'cancelled',
} as const satisfies Record<Fault, string>
