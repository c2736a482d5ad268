import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import type { SupergraphListener, SupergraphSource } from './source.ts'

type UrlSource = { url: string; pollSeconds: number; timeoutMs: number; token?: string | undefined }

type Answer = { sdl: string | undefined; etag: string | undefined }

/** A supergraph of hundreds of subgraphs has a few megabytes; what is larger is something else. */
const mostBytes = 64 * 1024 * 1024

/** A supergraph behind a URL, asked for again and again; an unchanged one costs an answer without a body (ETag). */
export function urlSource({ url, pollSeconds, timeoutMs, token }: UrlSource): SupergraphSource {
  const stopped = new AbortController()
  let etag: string | undefined
  let timer: NodeJS.Timeout | undefined

  const ask = async (): Promise<string | undefined> => {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(timeoutMs)])
    const answer = await requested(url, { etag, token, signal, timeoutMs })
    etag = answer.etag ?? etag

    return answer.sdl
  }

  const poll = async (listener: SupergraphListener): Promise<void> => {
    try {
      listener.text(await ask())
    } catch (error) {
      if (!stopped.signal.aborted)
        listener.unreachable(error instanceof Error ? error.message : String(error))
    }
    plan(listener)
  }

  /** Many gateways started at once do not ask in step. */
  const plan = (listener: SupergraphListener): void => {
    if (stopped.signal.aborted) return
    timer = setTimeout(() => void poll(listener), pollSeconds * 1000 * (0.9 + Math.random() * 0.2))
    timer.unref()
  }

  return {
    name: url,
    async read() {
      const sdl = await ask().catch((error: unknown) => {
        throw new ConfigurationError(
          `The supergraph cannot be fetched: ${error instanceof Error ? error.message : String(error)}`,
        )
      })
      if (sdl === undefined)
        throw new ConfigurationError(`The supergraph cannot be fetched: ${url} answered without one.`)

      return sdl
    },
    follow: plan,
    stop() {
      stopped.abort()
      clearTimeout(timer)
    },
  }
}

type Asked = { etag: string | undefined; token: string | undefined; signal: AbortSignal; timeoutMs: number }

async function requested(url: string, { etag, token, signal, timeoutMs }: Asked): Promise<Answer> {
  try {
    const response = await fetch(url, {
      headers: {
        accept: 'application/graphql, text/plain, */*',
        ...(etag && { 'if-none-match': etag }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      signal,
    })
    if (response.status === 304) {
      await response.body?.cancel()
      return { sdl: undefined, etag: undefined }
    }
    if (!response.ok) {
      await response.body?.cancel()
      throw new Refusal(`${url} answered with status ${response.status}.`)
    }

    return { sdl: await bounded(response, url), etag: response.headers.get('etag') ?? undefined }
  } catch (error) {
    if (error instanceof Refusal) throw error
    const late = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
    throw new Error(
      late
        ? `${url} did not answer within ${timeoutMs} ms.`
        : `${url} cannot be reached (${causeOf(error)}).`,
      {
        cause: error,
      },
    )
  }
}

class Refusal extends Error {}

async function bounded(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > mostBytes) throw new Refusal(`${url} answered with more than ${mostBytes} bytes.`)
    chunks.push(chunk)
  }

  return Buffer.concat(chunks).toString('utf8')
}

function causeOf(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : String(cause)
}
