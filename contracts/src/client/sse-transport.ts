import { eventParser, type StreamEvent } from './event-parser.ts'
import { isGraphQLResult, isObject, isProblems, type GraphQLResult } from './graphql-result.ts'
import { answeredBy, disconnected, Interruption } from './interruption.ts'
import { renewals } from './renewal.ts'
import type { Asked, Identity, Received, Transport } from './transport.ts'

type Options = {
  /** Of the gateway, `http(s)://…/graphql`. */
  url: string
  identity: Identity
  /** A stream on which nothing comes for so long, not even a heartbeat, is given up; milliseconds. */
  silenceMs: number
}

/**
 * Each subscription by a request of its own, answered by server-sent events (graphql-sse, distinct connections). It is
 * read only as fast as its events are taken. With a new token it comes back behind the last event.
 */
export const eventTransport = ({ url, identity, silenceMs }: Options): Transport => ({
  async *run(asked, running) {
    const { place, opened, signal } = running
    const controller = new AbortController()
    const over = AbortSignal.any([signal, controller.signal])
    const watch = watching(silenceMs, () => controller.abort(disconnected('The gateway has fallen silent.')))
    const token = { isDue: false }
    const renewing = renewals(() => {
      token.isDue = true
      if (place() !== undefined) controller.abort(renewed())
    })

    try {
      watch.heard()
      const headers = await identity.fields()
      const response = await fetch(url, { ...request(asked, headers, place()), signal: over })
      if (!response.ok || !response.body) throw await refusal(response)
      opened()
      renewing.until(response.headers.get('x-pactwork-token-expires'))
      for await (const received of resultsOf(response.body.getReader(), watch)) {
        yield received
        if (token.isDue && place() !== undefined) throw renewed()
      }
    } catch (error) {
      if (signal.aborted) return
      if (controller.signal.aborted) throw controller.signal.reason
      throw error instanceof Interruption ? error : disconnected('The connection broke.', error)
    } finally {
      watch.stop()
      renewing.stop()
      controller.abort()
    }
  },
  close() {},
})

const renewed = (): Interruption => new Interruption('return', 'RENEWED', 'The token is renewed.')

/** Calls when nothing was heard for so long. */
function watching(milliseconds: number, silent: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = (): void => clearTimeout(timer)

  return {
    heard(): void {
      stop()
      timer = setTimeout(silent, milliseconds)
    },
    stop,
  }
}

function request(
  { query, operationName, variables }: Asked,
  headers: Record<string, string>,
  lastEventId: string | undefined,
): RequestInit {
  return {
    method: 'POST',
    headers: {
      ...headers,
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
    body: JSON.stringify({ query, operationName, variables }),
    cache: 'no-store',
  }
}

async function refusal(response: Response): Promise<Interruption> {
  const seconds = Number(response.headers.get('retry-after') ?? 0)
  const body: unknown = await response.json().catch(() => undefined)

  return answeredBy(response.status, {
    errors: isObject(body) && isProblems(body['errors']) ? body['errors'] : [],
    ...(seconds > 0 && { waitMs: seconds * 1_000 }),
  })
}

/** Ends when the gateway has completed it. A stream that ends without a word goes on elsewhere. */
async function* resultsOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  watch: { heard(): void; stop(): void },
): AsyncGenerator<Received, void> {
  const decoder = new TextDecoder()
  const events: (StreamEvent | { placed: string })[] = []
  let waitMs: number | undefined
  const parse = eventParser({
    event: (event) => void events.push(event),
    placed: (id) => void events.push({ placed: id }),
    retry: (milliseconds) => void (waitMs = milliseconds),
  })

  for (;;) {
    watch.heard()
    const { done, value } = await reader.read()
    // Whoever takes their time with an event is not the gateway's silence.
    watch.stop()
    if (done) throw new Interruption('return', 'RECONNECT', 'The stream goes on elsewhere.', { waitMs })
    parse(decoder.decode(value, { stream: true }))
    for (const each of events.splice(0)) {
      if ('placed' in each) yield each
      else if (each.event === 'complete') return
      else if (each.event === 'next') yield { result: resultOf(each.data), id: each.id }
    }
  }
}

function resultOf(data: string): GraphQLResult {
  const result = parsed(data)
  if (!isGraphQLResult(result)) throw new Interruption('give-up', 'CLOSED', 'That is no GraphQL.')

  return result
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
