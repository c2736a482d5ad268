import { noteOnSpan } from '@pactwork/kernel/runtime/telemetry'
import type { GraphQLFormattedError, OperationTypeNode } from 'graphql'
import { codeOf } from '../errors.ts'
import type { Operation } from '../operation.ts'
import type { Metrics } from './metrics.ts'

export type Outcome = {
  /** Undefined where nothing was named, or nothing understood. */
  name: string | null | undefined
  kind: `${OperationTypeNode}` | undefined
  errors: readonly GraphQLFormattedError[]
  /** As estimated before execution; undefined where nothing was. */
  cost?: number | undefined
}

/** What of an operation is told: who asked, since when, and what it took of subgraphs. */
type Told = Pick<Operation, 'caller' | 'log' | 'startedAt' | 'counts'>

/**
 * Tells one finished operation to the log (one line), to its span and to the metrics: which one, whose, how long,
 * what it took. Never a variable's value or a document's text (SEC-08).
 */
export function tellOperation(
  { caller, log, counts, startedAt }: Told,
  { name, kind, errors, cost }: Outcome,
  metrics: Pick<Metrics, 'operation'>,
): void {
  const operation = name ?? 'unnamed'
  const milliseconds = performance.now() - startedAt
  const codes = [...new Set(errors.map(codeOf))]

  noteOnSpan({
    'graphql.operation': operation,
    'pactwork.fetches': counts.fetches,
    'pactwork.tenant_id': caller.user?.tenant,
    'pactwork.actor_id': caller.user?.sub,
    'pactwork.correlation_id': caller.correlationId,
  })
  metrics.operation({
    name: operation,
    client: caller.client.name,
    kind: kind ?? 'unknown',
    milliseconds,
    codes,
    cost,
  })
  // Who asked is in every line of the operation's log already.
  log.info(
    {
      operation,
      kind,
      ms: Math.round(milliseconds),
      ...taken(counts),
      ...(cost !== undefined && { cost }),
      ...(codes.length > 0 && { codes }),
    },
    'operation',
  )
}

/** What stayed at zero is left out: most lines are short. */
const taken = ({ fetches, ...counts }: Told['counts']): Record<string, number> => ({
  fetches,
  ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
})
