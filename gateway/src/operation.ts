import type { Log } from '@pactwork/kernel/runtime/log'
import type { Caller } from './trust/caller.ts'

/** What all subgraph calls of one operation share. */
export type Operation = {
  caller: Caller
  log: Log
  /** Ends every call in hand when the operation's time is over or its client has left. */
  signal: AbortSignal
  startedAt: number
  /** How many subgraph calls it took. */
  fetches: number
}

export function startOperation(caller: Caller, log: Log, signal: AbortSignal): Operation {
  return { caller, log: log.child(labels(caller)), signal, startedAt: performance.now(), fetches: 0 }
}

/** In every line: who, by which program, as part of what. Never a name, never a variable (SEC-08). */
export const labels = ({ user, client, correlationId }: Caller) => ({
  client: client.name,
  clientVersion: client.version,
  correlationId,
  tenant: user?.tenant,
  user: user?.sub,
})
