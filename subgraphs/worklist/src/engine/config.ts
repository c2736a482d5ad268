import { readConfig } from '@pactwork/kernel/runtime/config'
import { z } from 'zod'

const schema = z.object({
  PACTWORK_ENGINE_URL: z
    .url()
    .describe('the base of the engine REST API, such as http://127.0.0.1:18080/engine-rest'),
  PACTWORK_ENGINE_USER: z.string().min(1).describe('the technical user of the engine'),
  PACTWORK_ENGINE_PASSWORD: z.string().min(1).describe('the password of the technical user'),
  PACTWORK_ENGINE_HINTS: z
    .enum(['on', 'off'])
    .default('on')
    .describe('off: no message is sent to the engine'),
  PACTWORK_ENGINE_WAIT_SECONDS: z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .describe('the first wait of every process'),
})

export type EngineConfig = {
  url: string
  user: string
  password: string
  /** Messages only shorten waits; off, every process still ends by its timers (M25). */
  hints: boolean
  /** Replaces the first wait of every process; for tests and demonstrations. */
  waitSeconds: number | undefined
}

/** The engine named by the environment. */
export function engineConfig(env: NodeJS.ProcessEnv = process.env): EngineConfig {
  const given = readConfig(schema, env)

  return {
    url: given.PACTWORK_ENGINE_URL.replace(/\/$/, ''),
    user: given.PACTWORK_ENGINE_USER,
    password: given.PACTWORK_ENGINE_PASSWORD,
    hints: given.PACTWORK_ENGINE_HINTS === 'on',
    waitSeconds: given.PACTWORK_ENGINE_WAIT_SECONDS,
  }
}
