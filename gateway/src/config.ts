import { port, readConfig } from '@pactwork/kernel/runtime/config'
import { z } from 'zod'
import { limitsSettings, type LimitsSettings } from './limits/settings.ts'

const megabytes = 1024 * 1024
const amount = z.coerce.number().int().positive()

const settings = z.object({
  PACTWORK_PORT: port.describe('the port on which the gateway listens'),
  PACTWORK_KEYS_DIR: z
    .string()
    .min(1)
    .describe('the folder with gateway.json, the key that signs calls to subgraphs'),
  PACTWORK_PROCESS: z.string().default('gateway'),
  PACTWORK_SUBGRAPHS_URL: z.url().describe('where the subgraphs are served, each under /<context>/graphql'),
  PACTWORK_ACCESS_JWKS_URL: z.url().optional(),
  PACTWORK_GATEWAY_DEADLINE_MS: amount.default(15_000),
  PACTWORK_GATEWAY_BODY_BYTES: amount.default(1 * megabytes),
  PACTWORK_GATEWAY_IMPORT_BODY_BYTES: amount.default(64 * megabytes),
  PACTWORK_GATEWAY_HEARTBEAT_MS: amount.default(12_000),
  PACTWORK_GATEWAY_INTROSPECTION: z.enum(['on', 'off']).default('on'),
})

export type GatewayConfig = {
  port: number
  keysDir: string
  process: string
  jwksUrl: string
  /** The whole operation, all its subgraph calls included. */
  deadline: number
  limits: LimitsSettings
  heartbeat: number
  introspection: boolean
  subgraphUrl(name: string): string
}

/** The gateway's settings; every subgraph can be somewhere else by `PACTWORK_<CONTEXT>_URL`. */
export function gatewayConfig(env: NodeJS.ProcessEnv = process.env): GatewayConfig {
  const read = readConfig(settings, env)
  const subgraphs = withoutSlash(read.PACTWORK_SUBGRAPHS_URL)

  return {
    port: read.PACTWORK_PORT,
    keysDir: read.PACTWORK_KEYS_DIR,
    process: read.PACTWORK_PROCESS,
    jwksUrl: read.PACTWORK_ACCESS_JWKS_URL ?? `${subgraphs}/access/.well-known/jwks.json`,
    deadline: read.PACTWORK_GATEWAY_DEADLINE_MS,
    limits: limitsSettings.parse({
      bodyBytes: read.PACTWORK_GATEWAY_BODY_BYTES,
      importBodyBytes: read.PACTWORK_GATEWAY_IMPORT_BODY_BYTES,
    }),
    heartbeat: read.PACTWORK_GATEWAY_HEARTBEAT_MS,
    introspection: read.PACTWORK_GATEWAY_INTROSPECTION === 'on',
    subgraphUrl: (name) =>
      withoutSlash(env[`PACTWORK_${name.toUpperCase()}_URL`] ?? '') || `${subgraphs}/${name}/graphql`,
  }
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')
