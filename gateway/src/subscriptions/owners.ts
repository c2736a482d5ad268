import type { CallSigner } from '@pactwork/kernel/runtime/call-identity'
import type { Log } from '@pactwork/kernel/runtime/log'
import type { FormattedExecutionResult } from 'graphql'
import { callHeaders } from '../fetch/call-headers.ts'
import type { Caller } from '../trust/caller.ts'
import type { Leg, Sink } from './leg.ts'
import { ownerLine, type OwnerLine, type OwnerRequest } from './owner-line.ts'

/** A subscription at the subgraph that owns it, on behalf of a caller. */
export type OwnerCall = OwnerRequest & { subgraph: string; caller: Caller }

export type Owners = {
  follow(call: OwnerCall, sink: Sink<FormattedExecutionResult>): Leg
  /** How many connections to subgraphs are open or being opened. */
  size(): number
  stop(): void
}

type Parts = {
  urlOf: (subgraph: string) => string
  sign: CallSigner | undefined
  /** How many subscriptions share a connection. */
  perLine: number
  /** The largest message of a subgraph, in bytes. */
  largestMessage: number
  log: Log
}

/** Follows subscriptions at their owners. Those of one token at one subgraph share connections. */
export function owners({ urlOf, sign, perLine, largestMessage, log }: Parts): Owners {
  const lines = new Map<string, Set<OwnerLine>>()

  const lineFor = (subgraph: string, caller: Caller): OwnerLine => {
    const url = urlOf(subgraph)
    const key = `${url}\n${caller.token ?? ''}`
    const known = lines.get(key) ?? new Set()
    const free = [...known].find((line) => line.count() < perLine)
    if (free) return free

    const line = ownerLine({
      url,
      largestMessage,
      headers: () =>
        callHeaders(sign, subgraph, '', { caller, forwarded: {}, deadlineAt: Number.POSITIVE_INFINITY }),
      gone() {
        known.delete(line)
        if (known.size === 0) lines.delete(key)
      },
    })
    lines.set(key, known.add(line))

    return line
  }

  return {
    follow: ({ subgraph, caller, ...request }, { event, ended }) =>
      lineFor(subgraph, caller).follow(request, {
        event,
        ended(end) {
          if (end.kind === 'lost') log.warn({ subgraph, err: end.reason }, 'a subscription lost its source')
          ended(end)
        },
      }),
    size: () => [...lines.values()].reduce((sum, { size }) => sum + size, 0),
    stop() {
      for (const known of lines.values()) for (const line of [...known]) line.terminate()
    },
  }
}
