import type { IncomingMessage } from 'node:http'
import { traceFrom } from '@pactwork/kernel/runtime/telemetry'
import { GraphQLError } from 'graphql'
import { codeOf } from '../errors.ts'
import { reasonOf } from '../trust/authenticate.ts'
import { clientOf, correlationOf } from '../trust/caller.ts'
import type { Leave } from './admission.ts'
import { clientConnection, type ClientConnection } from './client-connection.ts'
import { closings, type Closing } from './close-codes.ts'
import type { Serving } from './serving.ts'
import type { Subscriber } from './subscriber.ts'
import type { ClientSocket } from './web-socket.ts'

/** One WebSocket, from its opening to its end. */
export type Held = {
  socket: ClientSocket
  request: IncomingMessage
  /** Once its client has said who it is. */
  connection: ClientConnection | undefined
  /** What it was let in by. */
  leaves: Leave[]
  /** Everything that was subscribed to and has not ended, by its id; undefined while it is being opened. */
  open: Map<string, Subscriber | undefined>
}

/** Whether a connection is let in; one that has closed meanwhile is let go of at once. */
export function letIn({ socket, leaves }: Held, leave: Leave | undefined): boolean {
  if (!leave) socket.close(closings.tooMany)
  else if (socket.isOpen()) leaves.push(leave)
  else leave()

  return leave !== undefined && socket.isOpen()
}

/** Finds out who connects. The acknowledgement says until when that holds. */
export async function connect(
  held: Held,
  params: Readonly<Record<string, unknown>>,
  serving: Serving,
): Promise<Record<string, unknown> | undefined> {
  const { authenticate, admission, log } = serving
  const { socket, request } = held
  const fields = { ...request.headers, ...params }
  const correlationId = correlationOf(fields)

  try {
    const caller = await authenticate({ fields, correlationId })
    if (!socket.isOpen() || !letIn(held, admission.identify(caller))) return undefined
    held.connection = clientConnection(serving, {
      caller,
      trace: traceFrom(fields),
      over: (why) => socket.close(closings[why]),
    })

    return caller.user && { expiresAt: new Date(caller.user.exp * 1_000).toISOString() }
  } catch (error) {
    const code = error instanceof GraphQLError ? codeOf(error) : 'INTERNAL_SERVER_ERROR'
    const { name, version } = clientOf(fields)
    log.info({ client: name, clientVersion: version, correlationId, code }, 'a connection was refused')
    socket.close(closingFor(error))
    return undefined
  }
}

function closingFor(error: unknown): Closing {
  if (!(error instanceof GraphQLError)) return closings.fault
  const code = codeOf(error)
  if (code !== 'UNAUTHENTICATED') return code === 'BAD_REQUEST' ? closings.badRequest : closings.tryLater
  const reason = reasonOf(error)

  return reason === 'expired' || reason === 'revoked' ? closings[reason] : closings.unauthorized
}
