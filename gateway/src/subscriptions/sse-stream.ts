import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FormattedExecutionResult } from 'graphql'

/** Two lines that no field of an event may hold. */
const lineEnd = /[\r\n\0]/

/** How soon a client whose connection breaks comes back, at least and at most; milliseconds. */
const [soonest, latest] = [500, 1_500]

/** A response as a stream of events in the words of graphql-sse, distinct connections mode. */
export function eventStream(response: ServerResponse, { heartbeatMs }: { heartbeatMs: number }) {
  let ending: string | undefined
  const write = async (text: string): Promise<void> => {
    if (ending !== undefined || response.destroyed || response.write(text)) return
    await Promise.race([once(response, 'drain'), gone.promise]).catch(() => {})
  }
  const gone = Promise.withResolvers<void>()
  const finish = (why: string, text: string): void => {
    if (ending !== undefined) return
    ending = why
    response.end(text)
  }
  // For whoever stands between and ends what is quiet; TCP finds out by itself that nobody is there any more.
  const heartbeat = setInterval(() => void write(':\n\n'), heartbeatMs)
  response.socket?.setKeepAlive(true, 1_000)
  response.once('close', () => {
    clearInterval(heartbeat)
    gone.resolve()
  })
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  response.write(retry())

  return {
    /** Resolves when the client has read enough for the next one. */
    next(result: FormattedExecutionResult, cursor?: string): Promise<void> {
      const id = cursor !== undefined && !lineEnd.test(cursor) ? `id: ${cursor}\n` : ''

      return write(`${id}event: next\ndata: ${JSON.stringify(result)}\n\n`)
    },
    /** An event without data: a browser remembers the id, and hands nothing on. */
    placed(cursor: string): void {
      if (!lineEnd.test(cursor) && !response.writableNeedDrain) void write(`id: ${cursor}\n\n`)
    },
    /** Ends what is over; a client does not come back. */
    complete: (why: string) => finish(why, 'event: complete\ndata:\n\n'),
    /** Ends what goes on elsewhere: without `complete` a client comes back, behind the last id that it has. */
    reconnect: () => finish('reconnect', `: reconnect\n${retry()}`),
    cut: () => response.destroy(),
    /** Calls when it has ended, with the reason; `left` where the client has gone. */
    closed: (listener: (why: string) => void) =>
      void response.once('close', () => listener(ending ?? 'left')),
  }
}

const retry = (): string => `retry: ${Math.round(soonest + Math.random() * (latest - soonest))}\n\n`
