import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { ConfigurationError, readConfig } from '@pactwork/kernel/runtime/config'
import { z } from 'zod'

import { timing, type Timing } from './timing.ts'
import type { Treaty } from './treaty.ts'

/** Where the other side is, where it calls back, and the secret that both share. */
export type Connection = {
  readonly baseUrl: string
  readonly ingressUrl: string
  readonly secret: Buffer
  readonly timing: Timing
}

const secretKey = z.object({ kty: z.literal('oct'), k: z.base64url().min(32) })
const known = new Map<string, Connection>()

/** The connection of a treaty, read once when it is first needed: a process without it need not have its settings. */
export function connectionOf(treaty: Treaty): Connection {
  const before = known.get(treaty.name)
  if (before) return before

  const connection = readConnection(treaty, process.env)
  known.set(treaty.name, connection)

  return connection
}

/** Reads a treaty's settings from an environment. */
export function readConnection(treaty: Treaty, env: NodeJS.ProcessEnv): Connection {
  const name = treaty.system.toUpperCase()
  const config = readConfig(
    z.object({
      [`PACTWORK_${name}_SYSTEM_URL`]: z.url().describe(`the URL of the ${treaty.system} system`),
      PACTWORK_INGRESS_URL: z.url().describe('the URL where external systems call back'),
      PACTWORK_KEYS_DIR: z.string().describe('the folder of the keys'),
      [`PACTWORK_${name}_TIMING`]: z.string().optional(),
    }),
    env,
  ) as Record<string, string | undefined>

  return {
    baseUrl: (config[`PACTWORK_${name}_SYSTEM_URL`] ?? '').replace(/\/$/, ''),
    ingressUrl: (config['PACTWORK_INGRESS_URL'] ?? '').replace(/\/$/, ''),
    secret: readSecret(join(config['PACTWORK_KEYS_DIR'] ?? '', `${treaty.system}-callback.json`)),
    timing: readTiming(treaty.timing, `PACTWORK_${name}_TIMING`, config[`PACTWORK_${name}_TIMING`]),
  }
}

function readSecret(file: string): Buffer {
  try {
    return Buffer.from(secretKey.parse(JSON.parse(readFileSync(file, 'utf8'))).k, 'base64url')
  } catch (error) {
    throw new ConfigurationError(`${file} has to hold the shared secret as a symmetric JWK: ${String(error)}`)
  }
}

function readTiming(usual: Timing, name: string, text: string | undefined): Timing {
  if (text === undefined) return usual
  try {
    return { ...usual, ...timing.partial().strict().parse(JSON.parse(text)) }
  } catch (error) {
    throw new ConfigurationError(
      `${name} has to be JSON with some of ${Object.keys(usual).join(', ')}: ${String(error)}`,
    )
  }
}
