import type { QueryPlan } from '@apollo/query-planner'
import type { Log } from '@pactwork/kernel/runtime/log'
import type { Caller } from './trust/caller.ts'

/** What an operation took, for its line in the log and for the metrics. */
export type Counts = {
  /** Calls of subgraphs that were made for it. */
  fetches: number
  /** Fetches that waited for an identical call of another operation. */
  joined: number
  /** Places that wanted an entity, and distinct entities that were asked for. */
  representations: number
  sent: number
  retries: number
  /** Answers that came from the cache. */
  cached: number
}

/** What all subgraph calls of one operation share. */
export type Operation = {
  caller: Caller
  log: Log
  /** Ends every call in hand when the operation's time is over or its client has left. */
  signal: AbortSignal
  /** When its time is over, in milliseconds since the epoch. */
  deadlineAt: number
  /** By `performance.now()`. */
  startedAt: number
  /** The headers of the client that go on to subgraphs. */
  forwarded: Readonly<Record<string, string>>
  counts: Counts
  /** How it was carried out, for people; undefined before it is planned. */
  plan?: QueryPlan | undefined
}

export type Starting = Pick<Operation, 'caller' | 'log' | 'signal'> & {
  /** Milliseconds; none for what stays open. */
  deadline?: number
  forwarded?: Operation['forwarded']
}

export function startOperation({ caller, log, signal, deadline, forwarded = {} }: Starting): Operation {
  return {
    caller,
    log: log.child(labels(caller)),
    signal,
    deadlineAt: deadline === undefined ? Number.POSITIVE_INFINITY : Date.now() + deadline,
    startedAt: performance.now(),
    forwarded,
    counts: { fetches: 0, joined: 0, representations: 0, sent: 0, retries: 0, cached: 0 },
  }
}

/** In every line: who, by which program, as part of what. Never a name, never a variable (SEC-08). */
export const labels = ({ user, client, correlationId }: Caller) => ({
  client: client.name,
  clientVersion: client.version,
  correlationId,
  tenant: user?.tenant,
  user: user?.sub,
})
