import { GraphQLError, type DocumentNode, type ExecutionArgs } from 'graphql'
import { makeServer, type ConnectionInitMessage, type SubscribePayload } from 'graphql-ws'
import { masked, refused } from '../errors.ts'
import type { ClientConnection } from './client-connection.ts'
import { closings, type Closing } from './close-codes.ts'
import { endable } from './endable.ts'
import { connect, type Held } from './held-socket.ts'
import { readSubscription } from './read-subscription.ts'
import type { Serving } from './serving.ts'
import type { Subscription } from './subscription.ts'
import type { AnswerPing } from './web-socket.ts'

type Planned = { held: Held; connection: ClientConnection; id: string; subscription: Subscription }

const longestId = 256

/** The server's side of graphql-transport-ws for any number of sockets. */
export function protocolServer(serving: Serving) {
  const { settings, development } = serving
  const planned = new WeakMap<DocumentNode, Planned>()

  return makeServer<ConnectionInitMessage['payload'], Held>({
    connectionInitWaitTimeout: settings.initMs,
    onConnect: async ({ extra, connectionParams }) => connect(extra, connectionParams ?? {}, serving),
    async onSubscribe({ extra, subscriptions }, id, payload) {
      const refusal = refusalOf(extra, id, serving)
      if (refusal) return refusal

      return prepare({ held: extra, id, payload, isWanted: () => id in subscriptions, serving, planned })
    },
    subscribe({ document }) {
      const found = planned.get(document)
      if (!found) throw closing()
      const { held, connection, id, subscription } = found
      const subscriber = connection.follow(subscription, (cursor) => held.socket.placed(id, cursor))
      held.open.set(id, subscriber)

      return endable(async () => (await subscriber.deliveries.next()).value?.result, subscriber.leave)
    },
    onError: ({ extra }, _id, _payload, errors) =>
      errors.map((error) => masked(error.toJSON(), extra.connection?.caller().correlationId, development)),
    onComplete({ extra }, id) {
      extra.open.get(id)?.leave()
      extra.open.delete(id)
    },
  })
}

/** A client renews its token by a ping with `{ type: 'renew', token }`; every other ping is answered as it is. */
export const renewal =
  (held: Held): AnswerPing =>
  async ({ type, token } = {}) => {
    if (type !== 'renew') return undefined
    if (typeof token !== 'string') return { type: 'refused', code: 'BAD_REQUEST' }

    return (await held.connection?.renew(token)) ?? { type: 'refused', code: 'UNAUTHENTICATED' }
  }

/** What may not even be looked at. */
function refusalOf({ connection, socket, open }: Held, id: string, { settings }: Serving) {
  if (!connection) return [closing()]
  if (id.length > longestId) return closedFor(socket, closings.badRequest)
  // A former subscription of that id is still being ended.
  if (open.has(id)) return closedFor(socket, closings.idTaken)
  if (open.size < settings.perSocket) return undefined

  return [
    refused(
      'TOO_MANY_SUBSCRIPTIONS',
      `A connection carries ${settings.perSocket} subscriptions at most; end one, or open another connection.`,
      connection.caller().correlationId,
    ),
  ]
}

type Preparing = {
  held: Held
  id: string
  payload: SubscribePayload
  /** Its client may take it back meanwhile. */
  isWanted: () => boolean
  serving: Serving
  planned: WeakMap<DocumentNode, Planned>
}

async function prepare({ held, id, payload, isWanted, serving, planned }: Preparing) {
  const { connection, socket, open } = held
  if (!connection) return [closing()]
  open.set(id, undefined)
  const served = serving.graphs.current()
  try {
    const subscription = await readSubscription(served, payload, connection.caller(), serving.limits)
    if (!Array.isArray(subscription) && isWanted() && socket.isOpen()) {
      const { document, operationName } = subscription.asked
      planned.set(document, { held, connection, id, subscription })

      return { schema: served.graph.schema, document, operationName } satisfies ExecutionArgs
    }
    open.delete(id)

    return Array.isArray(subscription) ? subscription : [closing()]
  } catch (error) {
    open.delete(id)
    throw error
  }
}

const closing = (): GraphQLError =>
  new GraphQLError('The connection is closing.', { extensions: { code: 'UNAUTHENTICATED' } })

function closedFor(socket: Held['socket'], why: Closing): GraphQLError[] {
  socket.close(why)

  return [closing()]
}
