import { join } from 'node:path'

import type { EngineAccess } from './camunda.ts'
import type { Ports } from './ports.ts'
import { contexts } from './secrets.ts'
import type { Secrets } from './secrets.ts'
import { serving } from './services.ts'
import type { Layout } from './services.ts'
import { StackError } from './stack-error.ts'

/** Where a person or a client finds the parts of a running stack. */
export type Urls = {
  /** The one public GraphQL endpoint; the same path over ws:// takes graphql-ws subscriptions. */
  graphql: string
  gateway: string
  subgraphs: string
  ingress: string
  engine: string
  inventorySystem: string
  provisioningSystem: string
  kafka: string
  /** Without the password. */
  database: string
}

export type EnvironmentInput = {
  dataDir: string
  keysDir: string
  layout: Layout
  ports: Ports
  secrets: Secrets
  databaseUrl: string
  brokers: string
  engine: EngineAccess
  /** With its password; undefined where there is none. */
  redisUrl: string | undefined
}

/** What every process of Pactwork is told. A setting already given (a context's own database, say) wins. */
export function processEnvironment(
  input: EnvironmentInput,
  given: Record<string, string>,
): Record<string, string> {
  const { dataDir, keysDir, secrets, databaseUrl, brokers, engine, redisUrl } = input
  const urls = urlsOf(input)
  const login = (name: string) => roleUrl(databaseUrl, `pactwork_${name}`, secrets)

  const own = {
    ...Object.fromEntries(
      contexts.map((name) => [`PACTWORK_${name.toUpperCase()}_DATABASE_URL`, login(name)]),
    ),
    PACTWORK_RELAY_DATABASE_URL: login('relay'),
    PACTWORK_SCHEDULER_DATABASE_URL: login('scheduler'),
    PACTWORK_KAFKA_BROKERS: brokers,
    PACTWORK_ENGINE_URL: engine.url,
    PACTWORK_ENGINE_USER: engine.user,
    PACTWORK_ENGINE_PASSWORD: engine.password,
    PACTWORK_SUBGRAPHS_URL: urls.subgraphs,
    PACTWORK_INGRESS_URL: urls.ingress,
    PACTWORK_GATEWAY_URL: urls.gateway,
    PACTWORK_INVENTORY_SYSTEM_URL: urls.inventorySystem,
    PACTWORK_PROVISIONING_SYSTEM_URL: urls.provisioningSystem,
    PACTWORK_KEYS_DIR: keysDir,
    PACTWORK_LOG_LEVEL: 'info',
    PACTWORK_TRACE_DIR: join(dataDir, 'traces'),
    // The personas of a stack on one's own machine; whoever runs Pactwork for real has an identity provider.
    PACTWORK_PERSONA_GRANT: 'on',
    APOLLO_TELEMETRY_DISABLED: '1',
  }
  const env: Record<string, string> = { ...own, ...given }
  // Only migrations act as superuser, and they are given its URL by themselves.
  delete env['PACTWORK_DATABASE_URL']
  delete env['PACTWORK_REDIS_URL']
  if (redisUrl !== undefined) env['PACTWORK_REDIS_URL'] = redisUrl

  return env
}

/** What the migration is told besides. */
export function migrationEnvironment({ databaseUrl, secrets }: EnvironmentInput): Record<string, string> {
  return {
    PACTWORK_DATABASE_URL: databaseUrl,
    PACTWORK_DATABASE_PASSWORDS: JSON.stringify(secrets.databaseRoles),
  }
}

export function urlsOf({ layout, ports, databaseUrl, brokers, engine }: EnvironmentInput): Urls {
  const { subgraphs, ingress } = serving(layout)
  const at = (port: number) => `http://127.0.0.1:${port}`
  const database = new URL(databaseUrl)
  database.password = ''

  return {
    graphql: `${at(ports.gateway)}/graphql`,
    gateway: at(ports.gateway),
    subgraphs: at(ports[subgraphs]),
    ingress: at(ports[ingress]),
    engine: engine.url,
    inventorySystem: at(ports.inventory),
    provisioningSystem: at(ports.provisioning),
    kafka: brokers,
    database: database.href,
  }
}

/** The engine named by the environment, or undefined when the embedded one is to be used. */
export function givenEngine(env: Record<string, string>): EngineAccess | undefined {
  const { PACTWORK_ENGINE_URL: url, PACTWORK_ENGINE_USER: user, PACTWORK_ENGINE_PASSWORD: password } = env
  if (!url) return undefined
  if (!user || !password) {
    throw new StackError(
      'PACTWORK_ENGINE_URL names a process engine: give PACTWORK_ENGINE_USER and PACTWORK_ENGINE_PASSWORD as well.',
    )
  }

  return { url: url.replace(/\/$/, ''), user, password }
}

function roleUrl(databaseUrl: string, role: string, { databaseRoles }: Secrets): string {
  const url = new URL(databaseUrl)
  url.username = role
  url.password = databaseRoles[role] ?? ''

  return url.href
}
