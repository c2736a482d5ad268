import { list, port, readConfig } from '@pactwork/kernel/runtime/config'
import { z } from 'zod'

export const processRoles = ['api', 'ingress', 'relay', 'consumer', 'scheduler', 'worker'] as const
export type ProcessRole = (typeof processRoles)[number]

const settings = z.object({
  PACTWORK_PORT: port.default(4100).describe('the port to listen on'),
  PACTWORK_HOST: z.string().default('127.0.0.1').describe('the address to listen on'),
  PACTWORK_PROCESS: z.string().default('subgraphs').describe('a name of this process for logs and traces'),
  PACTWORK_ROLES: list
    .pipe(z.array(z.enum(processRoles)).min(1))
    .default(['api', 'ingress'])
    .describe(`what this process does: ${processRoles.join(', ')}`),
  PACTWORK_CONTEXTS: list.default(['all']).describe('the contexts it does that for: all, or a comma list'),
  PACTWORK_KEYS_DIR: z.string().describe('the folder with the signing keys of the machine roles'),
  PACTWORK_SUBGRAPHS_URL: z.url().describe('the base URL of the subgraphs, such as http://127.0.0.1:4100'),
  PACTWORK_ACCESS_JWKS_URL: z.url().optional().describe("the JWKS of the users' token issuer"),
  PACTWORK_KAFKA_BROKERS: z.string().default('').describe('comma list of host:port, for relay and consumer'),
  PACTWORK_RELAY_DATABASE_URL: z.string().default('').describe('the login of the role pactwork_relay'),
  PACTWORK_SCHEDULER_DATABASE_URL: z
    .string()
    .default('')
    .describe('the login of the role pactwork_scheduler'),
  PACTWORK_BODY_LIMIT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(64 * 1024 * 1024),
  PACTWORK_POOL_SIZE: z.coerce.number().int().min(1).max(100).default(4).describe('connections per context'),
})

export type HostConfig = z.infer<typeof settings>

/** The settings of one host process, read once. */
export const hostConfig = (): HostConfig => readConfig(settings)

/** Where a context's data is: `PACTWORK_<CONTEXT>_DATABASE_URL`. */
export function databaseUrlOf(context: string, env: NodeJS.ProcessEnv = process.env): string {
  const name = `PACTWORK_${context.toUpperCase()}_DATABASE_URL`
  const url = env[name]
  if (!url) throw new Error(`${name} is not set: the PostgreSQL login of the role pactwork_${context}.`)

  return url
}
