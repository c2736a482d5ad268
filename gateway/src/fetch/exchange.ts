import { errors, type Dispatcher } from 'undici'

export type Message = {
  path: string
  headers: Record<string, string>
  body: string
}

export type Reply =
  | { status: number; body: Buffer }
  /** Whether the answer had begun when it failed. */
  | { error: unknown; begun: boolean }

/** An answer is larger than it may be. */
export class TooLarge extends Error {}

/**
 * Posts a message and reads the reply whole, never more of it than `mostBytes`. When the signal aborts, connection
 * or stream end with it. Never throws.
 */
export function exchange(
  dispatcher: Dispatcher,
  { path, headers, body }: Message,
  { signal, mostBytes }: { signal: AbortSignal; mostBytes: number },
): Promise<Reply> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined
    let status = 0
    let chunks: Buffer[] = []
    let bytes = 0
    let settled = false

    const settle = (reply: Reply): void => {
      if (settled) return
      settled = true
      chunks = []
      signal.removeEventListener('abort', abort)
      resolve(reply)
    }
    const fail = (error: Error): void => {
      settle({ error, begun: status > 0 })
      controller?.abort(error)
    }
    const abort = (): void => fail(errorOf(signal.reason))
    const tooLarge = (): void => fail(new TooLarge(`The answer is larger than ${mostBytes} bytes.`))

    if (signal.aborted) {
      settle({ error: signal.reason, begun: false })
      return
    }
    signal.addEventListener('abort', abort)
    dispatcher.dispatch(
      // That it is idempotent only means that it may share a connection of HTTP/2: see onRequestStart.
      { path, method: 'POST', headers, body, idempotent: true },
      {
        onRequestStart(started) {
          // A connection that breaks hands what it had begun on to the next one; repeating is not undici's decision.
          if (controller && !settled)
            settle({ error: new errors.SocketError('The connection broke.'), begun: status > 0 })
          controller = started
          if (settled) started.abort(new Error('Nobody waits for this any more.'))
        },
        onResponseStart(_controller, code, headers) {
          if (code < 200) return
          status = code
          if (Number(headers['content-length']) > mostBytes) tooLarge()
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length
          if (bytes > mostBytes) tooLarge()
          else if (!settled) chunks.push(chunk)
        },
        onResponseEnd() {
          const [first] = chunks
          settle({ status, body: first && chunks.length === 1 ? first : Buffer.concat(chunks, bytes) })
        },
        onResponseError(_controller, error) {
          settle({ error, begun: status > 0 })
        },
      },
    )
  })
}

const errorOf = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))
