import { existsSync } from 'node:fs'
import { chown, mkdir, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { Client } from 'pg'

import { runCommand } from './command.ts'
import { identify } from './lock.mjs'
import { findBinaries, postgresUser } from './postgres-binaries.ts'
import type { PostgresBinaries, PostgresUser } from './postgres-binaries.ts'
import type { ProcessDefinition } from './process.ts'
import { inheritedEnvironment } from './spawn.ts'
import { messageOf, StackError } from './stack-error.ts'

const version = '18'

export type PostgresOptions = { dataDir: string; port: number; password: string }

/** The superuser's URL of the embedded server. */
export function embeddedDatabaseUrl(
  { port, password }: Pick<PostgresOptions, 'port' | 'password'>,
  database = 'pactwork',
): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`
}

/** The embedded PostgreSQL as a process: initialised on its first start, checked and cleaned of a killed run on every one. */
export async function postgresProcess({
  dataDir,
  port,
  password,
}: PostgresOptions): Promise<ProcessDefinition> {
  const folder = join(dataDir, 'postgres')
  const binaries = findBinaries()
  const user = await postgresUser([dirname(binaries.postgres), dataDir])
  const env = { ...inheritedEnvironment(), LC_ALL: 'C', TZ: 'UTC' }

  return {
    name: 'postgres',
    command: binaries.postgres,
    args: ['-D', folder, '-p', String(port), ...serverSettings()],
    cwd: dataDir,
    env,
    ...(user && { runAs: user }),
    // "Fast": open transactions are rolled back. SIGTERM would wait for every client to leave by itself.
    stopSignal: 'SIGINT',
    readyWithin: 60_000,
    ready: { probe: () => answers(embeddedDatabaseUrl({ port, password }, 'postgres')) },
    async prepare() {
      await requireOwnVersion(folder)
      if (existsSync(join(folder, 'PG_VERSION'))) await clearKilledRun(folder)
      else await initialise(folder, { binaries, user, password, env })
    },
  }
}

/** Creates, when they are missing, the database and the process engine's schema with its role. Safe to repeat. */
export async function prepareDatabase(
  url: string,
  engine: { role: string; password: string },
): Promise<void> {
  await createDatabase(url)

  await withClient(url, async (client) => {
    const role = client.escapeIdentifier(engine.role)
    const password = client.escapeLiteral(engine.password)
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [engine.role])

    await client.query(`${rowCount ? 'alter' : 'create'} role ${role} login password ${password}`)
    // A superuser may hand the schema over; an administrator of a hosted server must be a member of the role first.
    await client.query(`grant ${role} to current_user`)
    await client.query(`create schema if not exists camunda authorization ${role}`)
  })
}

async function createDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1))
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'

  if (await answers(url)) return
  try {
    await withClient(maintenance.href, (client) =>
      client.query(`create database ${client.escapeIdentifier(name)}`),
    )
  } catch (error) {
    throw new StackError(
      `PostgreSQL at ${maintenance.host} cannot be used with PACTWORK_DATABASE_URL (${messageOf(error)}): check its address, the superuser's name and the password.`,
    )
  }
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  // A server that is killed while we are connected is found out by the query, not by an unhandled event.
  client.on('error', () => {})
  await client.connect()

  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, (client) => client.query('select 1')).then(
    () => true,
    () => false,
  )
}

function serverSettings(): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Each context and process has a pool of its own.
    max_connections: 400,
    shared_buffers: '192MB',
    // Compilation costs more than any of our queries takes.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%u ',
    logging_collector: 'off',
  }

  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function requireOwnVersion(folder: string): Promise<void> {
  const found = (await readText(join(folder, 'PG_VERSION')))?.trim()
  if (found === undefined || found === version) return

  throw new StackError(
    `${folder} was made by PostgreSQL ${found} and this is ${version}: start again from empty data with --reset, or move that folder away.`,
  )
}

type Initialisation = {
  binaries: PostgresBinaries
  user: PostgresUser
  password: string
  env: Record<string, string>
}

/** Initialises beside the folder and moves it into place, so that a killed first start is simply repeated. */
async function initialise(folder: string, { binaries, user, password, env }: Initialisation): Promise<void> {
  const draft = `${folder}.draft`
  const passwordFile = `${folder}.password`

  await rm(draft, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
  await mkdir(draft, { recursive: true, mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user) {
    await chown(draft, user.uid, user.gid)
    await chown(passwordFile, user.uid, user.gid)
  }

  try {
    const { code, output } = await runCommand(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--pwfile=${passwordFile}`,
        '--username=postgres',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The built-in provider sorts the same on every machine.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
      ],
      { cwd: dirname(folder), env, ...user },
    )
    if (code !== 0) {
      throw new StackError(
        `PostgreSQL cannot initialise ${folder}: ${output.trim().split('\n').slice(-1)[0] ?? code}.`,
      )
    }
    await rename(draft, folder)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/**
 * After SIGKILL the server's children live on for a moment and a new server refuses to share with them; and
 * `postmaster.pid` stays, whose number may by now be another program's, which PostgreSQL cannot tell from a running server.
 */
async function clearKilledRun(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  const text = await readText(file)
  if (text === undefined) return

  await untilAbandoned(folder)

  const pid = Number(text.split('\n')[0])
  if (process.platform === 'linux' || identify(pid) === undefined) await rm(file, { force: true })
}

async function untilAbandoned(folder: string): Promise<void> {
  const deadline = Date.now() + 10_000

  for (let pids = await inhabitants(folder); pids.length > 0; pids = await inhabitants(folder)) {
    for (const pid of pids) process.kill(pid, Date.now() > deadline ? 'SIGKILL' : 'SIGINT')
    await sleep(50)
  }
}

/** PostgreSQL's processes stay in the data folder, and only they do. */
async function inhabitants(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).map(Number).filter((pid) => pid > 0)
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')))

  return pids.filter((pid, index) => folders[index] === folder && identify(pid) !== undefined)
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
