import type { Log } from '@pactwork/kernel/runtime/log'
import type { WebSocket as ProtocolSocket } from 'graphql-ws'
import { WebSocket, type RawData } from 'ws'
import { closings, type Closing } from './close-codes.ts'

type Settings = {
  /** How often the other side is asked whether it is there; it is gone when nothing came since. Milliseconds. */
  heartbeatMs: number
  /** With so many unsent bytes the next send waits. */
  sendBytes: number
}

/** What a ping of the client is answered with; undefined for the same as it carried. */
export type AnswerPing = (payload: Payload | undefined) => Promise<Payload | undefined>
type Payload = Readonly<Record<string, unknown>>

/** A client's WebSocket as the protocol uses it, with what libraries leave to us: heartbeats and backpressure. */
export function clientSocket(socket: WebSocket, { heartbeatMs, sendBytes }: Settings, log: Log) {
  let isAlive = true
  let closing: number | undefined
  const heard = (): void => void (isAlive = true)
  const heartbeat = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, heartbeatMs)
  const isOpen = (): boolean => socket.readyState === WebSocket.OPEN

  const close = ({ code, reason }: { code: number; reason: string }): void => {
    closing ??= code
    socket.close(code, reason)
  }
  const send = (text: string): Promise<void> | void => {
    if (!isOpen()) return
    if (socket.bufferedAmount < sendBytes) return socket.send(text)

    return new Promise((resolve) => socket.send(text, () => resolve()))
  }
  socket.on('pong', heard)
  // The socket closes itself, with what the protocol of WebSockets says for it.
  socket.on('error', (error) => log.info({ err: error }, 'a client broke the protocol of WebSockets'))
  socket.once('close', () => clearInterval(heartbeat))

  return {
    isOpen,
    close: (why: Closing): void => close(why),
    terminate: () => socket.terminate(),
    /** Where a subscription stands while nothing comes, in a pong that nobody asked for: libraries pass it through. */
    placed: (id: string, cursor: string): void =>
      void send(JSON.stringify({ type: 'pong', payload: { type: 'placed', id, cursor } })),
    /** Calls when it has closed, with the code that it was closed by. */
    closed(listener: (code: number, reason: string) => void): void {
      socket.once('close', (code, reason) => listener(closing ?? code, String(reason)))
    },
    /** As graphql-ws wants it; `onPing` answers a ping of the client. */
    protocolSocket: (onPing: AnswerPing) =>
      ({
        protocol: socket.protocol,
        send,
        close: (code, reason) => close({ code: code ?? 1000, reason: reason ?? '' }),
        onMessage(take) {
          socket.on('message', (data, isBinary) => {
            heard()
            if (!isOpen()) return
            if (isBinary) return close(closings.badRequest)
            take(textOf(data)).catch((error: unknown) => {
              const isUnexpected = error instanceof Error && error.message.startsWith('Unexpected message')
              if (!isUnexpected) log.error({ err: error }, 'a message could not be handled')
              close(isUnexpected ? closings.badRequest : closings.fault)
            })
          })
        },
        async onPing(payload) {
          const answer = (await onPing(payload)) ?? payload
          await send(JSON.stringify({ type: 'pong', ...(answer && { payload: answer }) }))
        },
      }) satisfies ProtocolSocket,
  }
}

export type ClientSocket = ReturnType<typeof clientSocket>

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()

  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString()
}
