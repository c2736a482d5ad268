import type { z } from 'zod'
import type { EngineConfig } from './config.ts'

/** The engine could not be asked, or did not answer in time: what it did is unknown. */
export class EngineUnreachable extends Error {
  constructor(path: string, cause: unknown) {
    super(`The process engine did not answer ${path}.`, { cause })
    this.name = 'EngineUnreachable'
  }
}

/** The engine answered, and refused. */
export class EngineRefused extends Error {
  readonly status: number
  constructor(path: string, status: number, text: string) {
    super(`The process engine refused ${path} with ${status}: ${text.slice(0, 300)}`)
    this.name = 'EngineRefused'
    this.status = status
  }
}

export type Rest = {
  get<Data>(path: string, schema: z.ZodType<Data>): Promise<Data | undefined>
  post<Data>(path: string, body: object | FormData, schema: z.ZodType<Data>): Promise<Data>
  /** For calls whose answer has no content. False when what is addressed does not exist (any more). */
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<boolean>
}

const deadline = 5_000

/** The engine's REST API, closed by HTTP basic. Every answer is parsed; none is believed unparsed. */
export function engineRest({ url, user, password }: Pick<EngineConfig, 'url' | 'user' | 'password'>): Rest {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  const call = async (method: string, path: string, body?: object | FormData): Promise<Response> => {
    const isForm = body instanceof FormData
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization, ...(body && !isForm && { 'content-type': 'application/json' }) },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(isForm ? deadline * 6 : deadline),
    }).catch((error: unknown) => {
      throw new EngineUnreachable(path, error)
    })
    // Behind a proxy, or while it starts, the engine is not the one who answers. Its own 404 is JSON; believing
    // another one would end every process that is looked at, because "the engine does not know it".
    const isForeign = response.status === 404 && !/\bjson\b/.test(response.headers.get('content-type') ?? '')
    if (isForeign || [502, 503, 504].includes(response.status))
      throw new EngineUnreachable(path, response.status)

    return response
  }

  return {
    async get(path, schema) {
      const response = await call('GET', path)
      if (response.status === 404) return undefined
      if (!response.ok) throw new EngineRefused(path, response.status, await response.text())

      return schema.parse(await response.json())
    },
    async post(path, body, schema) {
      const response = await call('POST', path, body)
      if (!response.ok) throw new EngineRefused(path, response.status, await response.text())

      return schema.parse(await response.json())
    },
    async send(method, path, body) {
      const response = await call(method, path, body)
      if (response.status === 404) return false
      if (!response.ok) throw new EngineRefused(path, response.status, await response.text())

      return true
    },
  }
}
