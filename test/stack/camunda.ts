import { join } from 'node:path'

import { classArchive } from './class-archive.ts'
import { engineFolder, javaCommand } from './java.ts'
import type { ProcessDefinition } from './process.ts'
import { inheritedEnvironment } from './spawn.ts'

export type EngineAccess = { url: string; user: string; password: string }

/** The engine's login role in PostgreSQL: owns the schema `camunda` and sees nothing else. */
export const engineRole = 'pactwork_engine'

export type CamundaOptions = {
  dataDir: string
  port: number
  access: EngineAccess
  databaseUrl: string
  databasePassword: string
  javaVersion: string
}

/** The process engine of `workflow/engine`, ready when its REST API answers to its technical user. */
export async function camundaProcess(options: CamundaOptions): Promise<ProcessDefinition> {
  const { dataDir, port, access, databaseUrl, databasePassword, javaVersion } = options
  const archive = await classArchive('engine', javaVersion, engineFolder)

  return {
    name: 'camunda',
    command: javaCommand(),
    args: [
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Xmx384m',
      '-jar',
      join(engineFolder, 'engine.jar'),
    ],
    cwd: dataDir,
    env: {
      ...inheritedEnvironment(),
      PACTWORK_ENGINE_PORT: String(port),
      PACTWORK_ENGINE_USER: access.user,
      PACTWORK_ENGINE_PASSWORD: access.password,
      PACTWORK_ENGINE_DATABASE_URL: jdbcUrl(databaseUrl),
      PACTWORK_ENGINE_DATABASE_USER: engineRole,
      PACTWORK_ENGINE_DATABASE_PASSWORD: databasePassword,
    },
    readyWithin: 120_000,
    ...archive,
    ready: { url: `${access.url}/engine`, headers: { authorization: basicAuth(access) } },
  }
}

export function basicAuth({ user, password }: Pick<EngineAccess, 'user' | 'password'>): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function jdbcUrl(databaseUrl: string): string {
  const { host, pathname, searchParams } = new URL(databaseUrl)
  const settings = new URLSearchParams({ currentSchema: 'camunda', ApplicationName: 'pactwork-engine' })
  const sslmode = searchParams.get('sslmode')
  if (sslmode) settings.set('sslmode', sslmode)

  return `jdbc:postgresql://${host}${pathname}?${settings.toString()}`
}
