import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { handleProtocols } from 'graphql-ws'
import { WebSocketServer, type WebSocket } from 'ws'
import { closings } from './close-codes.ts'
import { letIn, type Held } from './held-socket.ts'
import type { Serving } from './serving.ts'
import { clientSocket } from './web-socket.ts'
import { protocolServer, renewal } from './websocket-protocol.ts'

const path = '/graphql'

/** graphql-transport-ws at /graphql. Answers how to take nothing new. */
export function webSockets(http: Server, serving: Serving): { stop(): void } {
  const { settings, admission, connections, heartbeatMs, metrics, log } = serving
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols,
    maxPayload: settings.messageBytes,
    perMessageDeflate: false,
    clientTracking: false,
  })
  const protocol = protocolServer(serving)

  const opened = (webSocket: WebSocket, request: IncomingMessage): void => {
    const socket = clientSocket(webSocket, { heartbeatMs, sendBytes: settings.sendBytes }, log)
    const held: Held = { socket, request, connection: undefined, leaves: [], open: new Map() }
    const ended = metrics.subscriptions.socket('websocket')
    const forget = connections.add({
      reconnect: () => socket.close(closings.reconnect),
      cut: () => socket.terminate(),
    })
    const closed = protocol.opened(socket.protocolSocket(renewal(held)), held)
    socket.closed((code, reason) => {
      forget()
      ended()
      metrics.subscriptions.closed('websocket', String(code))
      for (const leave of held.leaves.splice(0)) leave()
      held.connection?.close()
      closed(code, reason).catch((error: unknown) => log.error({ err: error }, 'a connection did not close'))
    })
    admission.enter(request.socket.remoteAddress ?? '').then(
      (leave) => letIn(held, leave),
      () => socket.close(closings.fault),
    )
  }
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] === path)
      sockets.handleUpgrade(request, socket, head, (webSocket) => opened(webSocket, request))
    else answer(socket, '404 Not Found')
  }
  const refuse = (_: IncomingMessage, socket: Duplex): void => answer(socket, '503 Service Unavailable')
  http.on('upgrade', upgrade)

  return {
    stop() {
      http.off('upgrade', upgrade)
      http.on('upgrade', refuse)
    },
  }
}

function answer(socket: Duplex, status: string): void {
  socket.once('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
