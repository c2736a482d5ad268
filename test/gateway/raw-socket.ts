import { once } from 'node:events'
import WebSocket from 'ws'
import { until } from '../support/until.ts'

type Message = Record<string, unknown> & { type: string }

/** A WebSocket of the protocol that sends whatever a test wants, and keeps what came. */
export async function rawSocket(url: string, protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol, { autoPong: false })
  let answers = true
  socket.on('ping', () => answers && socket.pong())
  const messages: Message[] = []
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  socket.on('message', (data: Buffer) => void messages.push(JSON.parse(data.toString())))
  socket.on('error', () => {})
  socket.once('close', (code, reason) => closed.resolve({ code, reason: String(reason) }))
  await Promise.race([once(socket, 'open'), closed.promise])

  const send = (message: object | string | Buffer): void =>
    socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  const first = (type: string, fits: (message: Message) => boolean = () => true): Promise<Message> =>
    until(type, async () => messages.find((message) => message.type === type && fits(message)))

  return {
    socket,
    messages,
    /** How it was closed. */
    closed: closed.promise,
    isClosed: (): boolean => socket.readyState === WebSocket.CLOSED,
    send,
    first,
    /** Says who it is; resolves with the acknowledgement. */
    init(token: string): Promise<Message> {
      send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })

      return first('connection_ack')
    },
    subscribe: (id: string, query: string, variables: Record<string, unknown> = {}): void =>
      send({ id, type: 'subscribe', payload: { query, variables } }),
    /** When it has been told where a subscription begins: of what comes from now on nothing is missed. */
    begun: (id: string): Promise<Message> =>
      first('pong', ({ payload }) =>
        JSON.stringify(payload).startsWith(`{"type":"placed","id":${JSON.stringify(id)},`),
      ),
    /** What was sent for a subscription: the values of its one field. */
    values: (id: string): Record<string, unknown>[] =>
      messages.flatMap((message) =>
        message.type === 'next' && message['id'] === id ? Object.values(dataOf(message)) : [],
      ),
    /** From now on no heartbeat is answered. */
    muteHeartbeats: () => void (answers = false),
    close: () => socket.terminate(),
  }
}

export type RawSocket = Awaited<ReturnType<typeof rawSocket>>

const dataOf = ({ payload }: Message): Record<string, Record<string, unknown>> =>
  typeof payload === 'object' && payload !== null && 'data' in payload
    ? (payload.data as Record<string, Record<string, unknown>>)
    : {}
