import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const root = new URL('../../../prisma/', import.meta.url)
const owner = 'pactwork_owner'

type Migration = { name: string; sql: string; checksum: string }

/** An applied migration file was changed or removed; the data folder belongs to another version. */
export class MigrationConflict extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MigrationConflict'
  }
}

const migrationsOf = (folder: string, base = root): Migration[] => {
  const path = fileURLToPath(new URL(`${folder}/migrations/`, base))
  if (!existsSync(path)) return []

  return readdirSync(path)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
    .map((file) => {
      const sql = readFileSync(`${path}/${file}`, 'utf8')
      return { name: `${folder}/${file}`, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/**
 * Brings the schemas of the given contexts up to date: roles, schema, the kernel's migrations, the context's.
 * One at a time over the whole database (advisory lock); each file in a transaction, recorded with its checksum.
 */
export async function migrate(options: {
  databaseUrl: string
  contexts: readonly string[]
  /** Role → password for the login roles; a role that exists keeps working with the password given here. */
  passwords: Readonly<Record<string, string>>
  /** Where the contexts' own migrations are, when not in `prisma/`. */
  folder?: URL
  progress?: (line: string) => void
}): Promise<{ applied: string[] }> {
  const client = new pg.Client({
    connectionString: options.databaseUrl,
    application_name: 'pactwork-migrate',
  })
  await client.connect()
  const applied: string[] = []
  try {
    await client.query(`select pg_advisory_lock(hashtext('pactwork-migrate'))`)
    await ensureRole(client, owner)
    for (const role of ['pactwork_relay', 'pactwork_scheduler'])
      await ensureRole(client, role, options.passwords[role])
    for (const context of options.contexts) {
      await ensureRole(client, `pactwork_${context}`, options.passwords[`pactwork_${context}`])
      await ensureSchema(client, context)
      for (const migration of [...migrationsOf('kernel'), ...migrationsOf(context, options.folder)]) {
        if (await apply(client, context, migration)) {
          applied.push(`${context}: ${migration.name}`)
          options.progress?.(`${context}: ${migration.name}`)
        }
      }
    }
  } finally {
    await client.end()
  }

  return { applied }
}

async function ensureRole(client: pg.Client, role: string, password?: string): Promise<void> {
  const known = await client.query('select 1 from pg_roles where rolname = $1', [role])
  if (known.rowCount === 0) await client.query(`create role ${pg.escapeIdentifier(role)} nologin nobypassrls`)
  if (password !== undefined)
    await client.query(`alter role ${pg.escapeIdentifier(role)} login password ${pg.escapeLiteral(password)}`)
}

async function ensureSchema(client: pg.Client, context: string): Promise<void> {
  const schema = pg.escapeIdentifier(context)
  const role = pg.escapeIdentifier(`pactwork_${context}`)
  await client.query(`create schema if not exists ${schema} authorization ${owner}`)
  await client.query(`alter role ${role} set search_path = ${schema}`)
  await client.query(`grant usage on schema ${schema} to ${role}, pactwork_relay, pactwork_scheduler`)
  await client.query(
    `alter default privileges for role ${owner} in schema ${schema} grant select, insert, update, delete on tables to ${role}`,
  )
  await client.query(
    `alter default privileges for role ${owner} in schema ${schema} grant usage on sequences to ${role}`,
  )
  await client.query(
    `create table if not exists ${schema}.schema_migration
       (name text primary key, checksum text not null, applied_at timestamptz(3) not null)`,
  )
}

async function apply(client: pg.Client, context: string, migration: Migration): Promise<boolean> {
  const table = `${pg.escapeIdentifier(context)}.schema_migration`
  const known = await client.query<{ checksum: string }>(`select checksum from ${table} where name = $1`, [
    migration.name,
  ])
  const before = known.rows[0]
  if (before?.checksum === migration.checksum) return false
  if (before)
    throw new MigrationConflict(
      `${migration.name} was changed after it had been applied to the schema ${context}. ` +
        `Data of another version: start with --reset to begin with empty data, or restore the file and add a new migration.`,
    )

  await client.query('begin')
  try {
    await client.query(`set local role ${owner}`)
    await client.query(`set local search_path = ${pg.escapeIdentifier(context)}`)
    await client.query(migration.sql)
    await client.query('reset role')
    await client.query(`insert into ${table} (name, checksum, applied_at) values ($1, $2, $3)`, [
      migration.name,
      migration.checksum,
      new Date(),
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`${migration.name} could not be applied to the schema ${context}: ${String(error)}`, {
      cause: error,
    })
  }

  return true
}
