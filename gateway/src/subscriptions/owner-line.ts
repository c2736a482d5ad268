import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql'
import { CloseCode, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import type { End, Leg, Sink } from './leg.ts'

export type OwnerRequest = {
  query: string
  operationName: string | undefined
  variables: Record<string, unknown>
}

type Line = {
  url: string
  /** Signed afresh for each connection. */
  headers: () => Promise<Record<string, string>>
  /** Bytes. */
  largestMessage: number
  gone: () => void
}

const pingEvery = 10_000
const patience = 10_000
/** Who is caught up leaves and comes back. */
const linger = 500

/**
 * One WebSocket to a subgraph for several subscriptions of one token, opened by the first and closed soon after the
 * last. When a ping is not answered in time, the line counts as lost: a half-open one within 20 s.
 */
export function ownerLine({ url, headers, largestMessage, gone }: Line) {
  let watch: NodeJS.Timeout | undefined
  let leaving: NodeJS.Timeout | undefined
  let count = 0
  let isOver = false
  const over = (): void => {
    clearTimeout(watch)
    clearTimeout(leaving)
    if (isOver) return
    isOver = true
    gone()
  }
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, {
          handshakeTimeout: patience,
          maxPayload: largestMessage,
          perMessageDeflate: false,
        })
        // The library takes its own listener away before it gives up a connection that is being opened.
        this.on('error', () => {})
      }
    },
    connectionParams: headers,
    connectionAckWaitTimeout: patience,
    retryAttempts: 0,
    // We close it ourselves before that.
    lazyCloseTimeout: 2 * linger,
    keepAlive: pingEvery,
    on: {
      ping(received) {
        if (!received) watch = setTimeout(() => client.terminate(), patience)
      },
      pong(received) {
        if (received) clearTimeout(watch)
      },
      closed: over,
      error: over,
    },
  })

  const closeNow = (): void => {
    over()
    // It waits for a connection that is being opened, and that may fail.
    void Promise.resolve(client.dispose()).catch(() => {})
  }

  return {
    count: () => count,
    follow(request: OwnerRequest, { event, ended }: Sink<FormattedExecutionResult>): Leg {
      const { query, operationName, variables } = request
      clearTimeout(leaving)
      let open = true
      const left = (): boolean => {
        if (!open) return false
        open = false
        count -= 1
        if (count === 0) leaving = setTimeout(closeNow, linger)
        return true
      }
      const unsubscribe = client.subscribe(
        { query, variables, ...(operationName !== undefined && { operationName }) },
        {
          next: ({ data, errors }) =>
            event({ ...(data !== undefined && { data }), ...(errors && { errors }) }),
          error: (reason) => left() && ended(endOf(reason)),
          complete: () => left() && ended({ kind: 'complete' }),
        },
      )
      count += 1

      return {
        close() {
          if (left()) unsubscribe()
        },
      }
    },
    /** Ends everything on it. */
    terminate(): void {
      over()
      client.terminate()
    },
  }
}

export type OwnerLine = ReturnType<typeof ownerLine>

function endOf(reason: unknown): End {
  const told: GraphQLFormattedError | undefined = Array.isArray(reason)
    ? reason.find((error) => typeof error?.message === 'string')
    : undefined
  if (told) return { kind: 'refused', error: told }

  return codeOf(reason) === CloseCode.Forbidden ? { kind: 'forbidden' } : { kind: 'lost', reason }
}

const codeOf = (reason: unknown): unknown =>
  typeof reason === 'object' && reason !== null && 'code' in reason ? reason.code : undefined
