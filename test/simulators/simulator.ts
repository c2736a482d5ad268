import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { inSpan, startTelemetry, traceFrom } from '@pactwork/kernel/runtime/telemetry'
import { z } from 'zod'

import { openCallbacks } from './callbacks.ts'
import { behaviour, openJournal } from './journal.ts'
import { ask, check, request, type Reply, type System } from './requests.ts'
import { isSigned, readSecret } from './signature.ts'
import { openState } from './state.ts'
import type { Words } from './words.ts'

const settings = z.object({
  PACTWORK_PORT: z.coerce.number().int().min(0).max(65_535),
  PACTWORK_DATA_DIR: z.string().min(1),
  PACTWORK_KEYS_DIR: z.string().min(1),
})

const setting = behaviour.omit({ id: true }).partial().required({ behaviour: true }).strict()

/**
 * Runs an external system as a process of its own: what it does is on its journal before it answers, and it is the
 * same system again after a kill. Behaviours are set at `POST /behaviours`.
 */
export async function runSimulator(words: Words): Promise<void> {
  const {
    PACTWORK_PORT: port,
    PACTWORK_DATA_DIR: folder,
    PACTWORK_KEYS_DIR: keysDir,
  } = settings.parse(process.env)
  const secret = readSecret(keysDir, words.system)
  const journal = openJournal(folder)
  const state = openState(journal)
  const callbacks = openCallbacks(state, words, secret)
  const system: System = { words, state, callbacks }
  const telemetry = await startTelemetry(words.system)

  const handle = async (incoming: IncomingMessage, body: string): Promise<Reply> => {
    const url = new URL(incoming.url ?? '/', 'http://simulator')
    const route = `${incoming.method} ${url.pathname}`
    const tenant = String(incoming.headers['x-tenant-id'] ?? '')
    const sender = { tenant, metadata: metadataOf(incoming) }
    const signed = () => isSigned(secret, incoming.headers, body || `${url.pathname}${url.search}`)

    switch (route) {
      case 'GET /health':
        return answer(200, { status: 'up', system: words.system, works: state.works.size })
      case 'GET /journal':
        return answer(200, {
          entries: journal.entries.filter((entry) => concerns(entry, url.searchParams.get('about'))),
        })
      case 'POST /behaviours':
        return answer(201, setBehaviour(JSON.parse(body)))
      case `POST ${words.path}`:
        if (!signed()) return answer(401, { error: 'NOT_SIGNED' })
        return request(system, words.read(JSON.parse(body)), sender)
      case `GET ${words.path}`:
        if (!signed()) return answer(401, { error: 'NOT_SIGNED' })
        return ask(system, url.searchParams.get('key') ?? '', sender)
      default:
        if (!signed()) return answer(401, { error: 'NOT_SIGNED' })
        return check(system, url.pathname, body ? JSON.parse(body) : {}, { ...sender, ...articleOf(body) })
    }
  }

  const setBehaviour = (input: unknown): object => {
    const {
      behaviour: name,
      on = 'request',
      match = {},
      next = null,
      reason = null,
      afterMs = 0,
    } = setting.parse(input)
    const set = { id: randomUUID(), behaviour: name, on, match, next, reason, afterMs }
    state.record({ kind: 'BEHAVIOUR_SET', behaviour: set })

    return set
  }

  const server = createServer((incoming, outgoing) => {
    receive(incoming)
      .then((body) => traced(words, incoming, () => handle(incoming, body)))
      .catch((error: unknown) => answer(400, { error: 'NOT_UNDERSTOOD', message: String(error) }))
      .then(
        (reply) => respond(outgoing, reply),
        () => outgoing.destroy(),
      )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  callbacks.resume()
  console.log(JSON.stringify({ system: words.system, listening: server.address(), works: state.works.size }))

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      callbacks.stop()
      void telemetry.stop()
      server.close(() => journal.close())
      server.closeAllConnections()
    })
  }
}

/** What a message says of itself (INT-17), as the span of a system that takes part in its caller's trace has it. */
const said = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      (entry): entry is [string, string] => entry[0].startsWith('x-') && typeof entry[1] === 'string',
    ),
  )

/** Goes on with the caller's trace, if there is one. */
function traced(words: Words, incoming: IncomingMessage, work: () => Promise<Reply>): Promise<Reply> {
  if (incoming.headers['traceparent'] === undefined) return work()
  const [path] = (incoming.url ?? '/').split('?')

  return inSpan(`${words.system} ${incoming.method} ${path}`, said(incoming), work, {
    parent: traceFrom(incoming.headers),
  })
}

const answer = (status: number, body: object): Reply => ({ status, body: JSON.stringify(body) })

function respond(outgoing: ServerResponse, reply: Reply): void {
  if (reply === 'SILENCE') return
  outgoing.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body)
}

async function receive(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))

  return Buffer.concat(chunks).toString('utf8')
}

/** The headers in which a message says where it comes from and what it is part of; no signatures. */
const metadataOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-') && !name.startsWith('x-pactwork-') && typeof value === 'string'
        ? [[name, value]]
        : [],
    ),
  )

/** Whether an entry names an order, a tenant or a key, for `GET /journal?about=…`. */
const concerns = (entry: object, about: string | null): boolean =>
  about === null || JSON.stringify(entry).includes(about)

function articleOf(body: string): { article?: string } {
  const parsed = z
    .object({ positions: z.array(z.object({ article: z.string() })).min(1) })
    .safeParse(body && JSON.parse(body))

  return parsed.success ? { article: parsed.data.positions[0]?.article } : {}
}
