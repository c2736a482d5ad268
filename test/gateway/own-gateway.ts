import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startGateway } from '@pactwork/gateway/gateway'
import { buildGraph, supergraphFile, type Graph } from '@pactwork/gateway/graph'
import { gatewayConfig } from '@pactwork/gateway/program/config'
import { createLog } from '@pactwork/kernel/runtime/log'
import { testStack } from '../support/test-stack.ts'

const settings = fileURLToPath(new URL('../../gateway/pactwork.yaml', import.meta.url))

type Swap = (graph: Graph) => Promise<void>

/**
 * A gateway with Pactwork's own settings in this process, before the running stack's subgraphs or those that `env`
 * names, with the checked-in supergraph or another. `swap` gives it a new one.
 */
export async function ownGateway({
  env = {},
  sdl = readFileSync(supergraphFile, 'utf8'),
}: { env?: NodeJS.ProcessEnv; sdl?: string } = {}) {
  const stack = await testStack()
  const config = gatewayConfig({
    options: { config: settings },
    env: { ...stack.env, PACTWORK_PORT: '0', ...env },
  })
  const graph = buildGraph(sdl)
  const follower: { swap: Swap } = { swap: () => Promise.reject(new Error('Nobody follows.')) }
  const gateway = await startGateway({
    config,
    holder: {
      current: () => graph,
      status: () => ({
        hash: graph.hash,
        loadedAt: '2026-01-01T00:00:00Z',
        refused: undefined,
        unreachable: undefined,
      }),
      follow: (swap) => void (follower.swap = swap),
    },
    log: createLog('gateway', 'silent'),
  })

  return {
    url: `http://127.0.0.1:${gateway.port}`,
    subscriptions: gateway.subscriptions,
    swap: (text: string): Promise<void> => follower.swap(buildGraph(text)),
    stop: () => gateway.stop(),
  }
}
