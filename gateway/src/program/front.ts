import { Router, type RequestHandler, type Response } from 'express'
import type { GatewayConfig } from './config.ts'
import { landing } from './people/landing.ts'
import { people } from './people/people.ts'
import type { SupergraphStatus } from './reload/graph-holder.ts'

/** What stands before GraphQL: the program's health, and the pages for people. */
export type Front = {
  /** To be mounted before everything else; what it does not know it passes on. */
  handler: RequestHandler
  /** From now on the gateway is not ready: whoever balances load sends nothing new. */
  drain(): void
  isDraining(): boolean
}

type Facing = Pick<GatewayConfig, 'name' | 'development' | 'people'> & { supergraph: () => SupergraphStatus }

/**
 * `/health`: the process lives. `/ready`: it takes requests (503 while it drains), with the supergraph it serves; the
 * reason of a refused one is told in development only. The rest is for people: GraphiQL in development, else a text.
 */
export function front({ name, development, people: settings, supergraph }: Facing): Front {
  const router = Router()
  let draining = false

  router.get('/health', (_request, response) => unkept(response).json({ status: 'up', process: name }))
  router.get('/ready', (_request, response) => {
    unkept(response)
      .status(draining ? 503 : 200)
      .json({ ready: !draining, supergraph: told(supergraph(), development) })
  })
  router.use(development ? people(settings) : landing)

  return { handler: router, drain: () => void (draining = true), isDraining: () => draining }
}

/** Health is of this moment: nobody between may keep it. */
const unkept = (response: Response): Response => response.setHeader('cache-control', 'no-store')

/** Reasons name files, URLs and types: not for strangers. */
function told(status: SupergraphStatus, development: boolean) {
  const { hash, loadedAt, refused, unreachable } = status

  return {
    hash,
    loadedAt,
    ...(refused && { refused: development ? refused : { at: refused.at } }),
    ...(unreachable && { unreachable: development ? unreachable : { since: unreachable.since } }),
  }
}
