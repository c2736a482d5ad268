import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { Router, type Request, type RequestHandler, type Response } from 'express'
import { z } from 'zod'
import type { ProgramSettings } from '../settings.ts'
import { asksForPage, isLocal } from './browser-request.ts'
import { landing } from './landing.ts'
import { personaToken } from './persona-token.ts'
import { savedOperations } from './saved-operations.ts'

const base = '/graphiql/'
const ours = join(import.meta.dirname, 'browser')

/** GraphiQL's own bundle makes styles and workers as it goes; nothing comes from elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
].join('; ')

const wanted = z.strictObject({ tenant: z.string(), persona: z.string() })

/** GraphiQL at `/` and `/graphql` for browsers, with everything it needs under `/graphiql/`. For development only. */
export function people(settings: ProgramSettings['people']): RequestHandler {
  const router = Router()

  router.get(['/', '/graphql'], (request, response, next) => {
    if (!asksForPage(request)) return next()
    response.setHeader('content-security-policy', policy)
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('referrer-policy', 'no-referrer')
    response.sendFile(join(ours, 'graphiql.html'))
  })
  router.get(`${base}settings.json`, async (request, response) => {
    const offers = settings.personasUrl !== undefined && isLocal(request)
    response.json({
      operations: await savedOperations(settings.operations),
      personas: offers ? settings.personas : [],
      tenants: offers ? settings.tenants : [],
    })
  })
  router.post(`${base}token`, express.json({ limit: 1_000 }), (request, response) =>
    tokenFor(settings, request, response),
  )
  router.use(`${base}browser`, express.static(ours, { index: false, redirect: false }))
  router.use(`${base}graphql-ws`, express.static(graphqlWs(), { index: false, redirect: false }))
  router.use(`${base}static`, bundle())
  router.use(landing)

  return router
}

async function tokenFor(
  { personasUrl, personas, tenants }: ProgramSettings['people'],
  request: Request,
  response: Response,
): Promise<void> {
  const asked = wanted.safeParse(request.body)
  const isOffered =
    asked.success && personas.includes(asked.data.persona) && tenants.includes(asked.data.tenant)
  if (personasUrl === undefined || !isOffered || !isLocal(request))
    return void response.status(404).json({ error: 'There is no such persona here.' })

  try {
    response.setHeader('cache-control', 'no-store')
    response.json({ token: await personaToken({ url: personasUrl, ...asked.data }) })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    response.status(502).json({ error: `No token for ${asked.data.persona}: ${reason}.` })
  }
}

const graphqlWs = (): string => dirname(fileURLToPath(import.meta.resolve('graphql-ws/client')))

/** The bundle takes 4 MB of memory once the first page asks for it; a gateway without people does without. */
function bundle(): RequestHandler {
  return async (request, response, next) => {
    const { getStaticFile } = await import('ruru/static')
    const file = await getStaticFile({
      staticPath: '/',
      urlPath: request.url,
      acceptEncoding: request.headers['accept-encoding'],
      disallowDevAssets: true,
    })
    if (!file) return next()
    if (request.headers['if-none-match'] === file.headers['etag']) return void response.status(304).end()
    response.setHeader('cache-control', 'no-cache').set(file.headers).end(file.content)
  }
}
