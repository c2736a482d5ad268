import type { Server } from 'node:http'
import type { ContextDefinition } from '@pactwork/kernel/context'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { execute } from '@pactwork/kernel/execute'
import { identifier } from '@pactwork/kernel/identify'
import { revocations } from '@pactwork/kernel/revocations'
import { callSigner, callVerifier } from '@pactwork/kernel/runtime/call-identity'
import type { Lifecycle } from '@pactwork/kernel/runtime/lifecycle'
import { subgraphClient } from '@pactwork/kernel/runtime/subgraph-client'
import { userTokenVerifier } from '@pactwork/kernel/runtime/user-token'
import { serveContext } from '@pactwork/kernel/serve'
import type { Express } from 'express'
import type { HostConfig } from './config.ts'

type Serving = {
  app: Express
  server: Server
  contexts: readonly ContextDefinition[]
  runtimes: ReadonlyMap<string, ContextRuntime>
  config: HostConfig
  lifecycle: Lifecycle
}

/** The role `api`: every context's graph, and its plain HTTP routes. */
export async function serveGraphs({
  app,
  server,
  contexts,
  runtimes,
  config,
  lifecycle,
}: Serving): Promise<void> {
  const keysDir = config.PACTWORK_KEYS_DIR
  const jwksUrl =
    config.PACTWORK_ACCESS_JWKS_URL ?? `${config.PACTWORK_SUBGRAPHS_URL}/access/.well-known/jwks.json`
  const identify = identifier({
    verifyCall: callVerifier(keysDir),
    verifyUser: userTokenVerifier(jwksUrl),
    isRevoked: revocations(subgraphClient(callSigner('port', keysDir))),
  })

  for (const context of contexts) {
    const runtime = runtimeOf(runtimes, context)
    context.routes?.(app, {
      ...runtime,
      execute: (command, input, call) => execute(runtime, command, input, call),
    })
    const served = await serveContext({
      app,
      server,
      context,
      runtime,
      identify,
      bodyLimit: config.PACTWORK_BODY_LIMIT_BYTES,
    })
    lifecycle.started(`graph ${context.name}`, served)
  }
}

/** The role `ingress`: where external systems call back. */
export function serveIngress({
  app,
  contexts,
  runtimes,
}: Pick<Serving, 'app' | 'contexts' | 'runtimes'>): void {
  for (const context of contexts) {
    const runtime = runtimeOf(runtimes, context)
    context.ingress?.(app, {
      ...runtime,
      execute: (command, input, call) => execute(runtime, command, input, call),
    })
  }
}

/** The running part of a context of this process. */
export function runtimeOf(
  runtimes: ReadonlyMap<string, ContextRuntime>,
  context: ContextDefinition,
): ContextRuntime {
  const runtime = runtimes.get(context.name)
  if (!runtime) throw new Error(`${context.name} does not run in this process.`)

  return runtime
}
