import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { contextNames } from '@pactwork/kernel/contexts'
import { testStack } from '../support/test-stack.ts'
import { openCatalog, type Catalog, type CatalogTable } from './catalog.ts'
import { tenancyProblems, withoutTenant } from './tenancy.ts'

const logins = contextNames.map((context) => `pactwork_${context}`)
const narrow = ['pactwork_relay', 'pactwork_scheduler']

let catalog: Catalog
let tables: CatalogTable[]

beforeAll(async () => {
  const { env } = await testStack()
  catalog = await openCatalog(env['PACTWORK_QUOTE_DATABASE_URL'] ?? '')
  tables = await catalog.tables(contextNames)
})
afterAll(() => catalog.close())

describe('DB-07 the tenant is in the keys of every table, and in its row-level security', () => {
  test.each(contextNames)('in every table of the context %s', (context) => {
    const own = tables.filter(({ schema }) => schema === context)

    expect(own.length).toBeGreaterThan(10)
    expect(own.flatMap(tenancyProblems)).toEqual([])
  })

  test('and the tables excepted exist in every schema and have no tenant at all', async () => {
    const columns = await catalog.query<{ table: string; schema: string }>(
      `select n.nspname as schema, c.relname as "table" from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = any($1) and c.relname = any($2)
         and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')`,
      [contextNames, Object.keys(withoutTenant)],
    )

    expect(columns).toHaveLength(contextNames.length * Object.keys(withoutTenant).length)
  })

  test('and a table that lacks any of it would be found', () => {
    const sound = tables.find(({ table }) => table === 'quote_acceptance')!

    expect(tenancyProblems({ ...sound, key: ['id'] })).toEqual([expect.stringContaining('primary key')])
    expect(tenancyProblems({ ...sound, uniques: [['quote_id']] })).toEqual([
      expect.stringContaining('unique key (quote_id)'),
    ])
    expect(tenancyProblems({ ...sound, references: [['quote_id']] })).toEqual([
      expect.stringContaining('foreign key (quote_id)'),
    ])
    expect(tenancyProblems({ ...sound, enabled: false })).toEqual([expect.stringContaining('switched off')])
    expect(tenancyProblems({ ...sound, forced: false })).toEqual([expect.stringContaining('does not force')])
    expect(tenancyProblems({ ...sound, policies: [] })).toEqual([expect.stringContaining('no tenant policy')])
    expect(tenancyProblems({ ...sound, owner: 'pactwork_quote' })).toEqual([
      expect.stringContaining('belongs to pactwork_quote'),
    ])
    const open = { name: 'open', roles: ['public'], using: 'true', check: null, command: 'SELECT' }
    expect(tenancyProblems({ ...sound, policies: [...sound.policies, open] })).toEqual([
      expect.stringContaining('policy open'),
    ])
    const loose = sound.policies.map((policy) => ({ ...policy, using: 'true' }))
    expect(tenancyProblems({ ...sound, policies: loose })).toEqual([
      expect.stringContaining('does not compare'),
    ])
  })
})

describe('DB-07 no login can reach past the tenant of its transaction', () => {
  test('login roles own nothing, bypass nothing and belong to nobody who does', async () => {
    const roles = await catalog.roles([...logins, ...narrow])

    expect(roles.map(({ name }) => name)).toEqual([...logins, ...narrow].toSorted())
    for (const role of roles) {
      expect(role).toMatchObject({
        superuser: false,
        bypasses: false,
        createsRoles: false,
        owns: 0,
        memberOf: [],
      })
    }
  })

  test.each(contextNames)('GEN-04 the login of %s reaches its own schema and no other', async (context) => {
    const reached = await catalog.privileges(`pactwork_${context}`, contextNames)

    expect(reached.length).toBeGreaterThan(10)
    expect([...new Set(reached.map(({ schema }) => schema))]).toEqual([context])
  })

  test('views of read models show what their reader may see, not what their owner may', async () => {
    const views = await catalog.query<{ schema: string; view: string; invoker: boolean }>(
      `select n.nspname as schema, c.relname as view, coalesce('security_invoker=true' = any(c.reloptions), false) as invoker
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = any($1) and c.relkind in ('v', 'm')`,
      [contextNames],
    )

    expect(views.filter(({ invoker }) => !invoker)).toEqual([])
  })

  test('a login sees and writes the rows of the tenant of its transaction, and without one none', async () => {
    const [one, other] = [randomUUID(), randomUUID()]
    const as = (tenant: string) => catalog.query(`select set_config('app.tenant_id', $1, true)`, [tenant])
    const seen = async () =>
      (await catalog.query<{ tenant_id: string }>('select tenant_id from security_log')).map(
        (row) => row.tenant_id,
      )
    const write = (tenant: string) =>
      catalog.query(
        `insert into security_log (tenant_id, id, occurred_at, operation, actor_kind, actor_id, message, correlation_id)
         values ($1, $2, now(), 'probe', 'user', 'probe', 'probe', 'probe')`,
        [tenant, randomUUID()],
      )

    await catalog.query('begin')
    try {
      await as(one)
      await write(one)
      expect(await seen()).toEqual([one])
      await as(other)
      expect(await seen()).toEqual([])
      await as('')
      expect(await seen()).toEqual([])
      await as(other)
      await expect(write(one)).rejects.toThrow(/row-level security/)
    } finally {
      await catalog.query('rollback')
    }
    expect(await seen()).toEqual([])
  })
})

describe('DB-07 two roles see across tenants, and only this much', () => {
  test('the relay reads the outbox and marks rows as published', async () => {
    const reached = await catalog.privileges('pactwork_relay', contextNames)

    expect(reached).toEqual(
      contextNames
        .map((schema) => ({
          schema,
          table: 'outbox_event',
          reads: true,
          inserts: false,
          deletes: false,
          updates: ['published_at'],
        }))
        .toSorted(bySchema),
    )
  })

  test('the scheduler reads, leases and ends due work', async () => {
    const reached = await catalog.privileges('pactwork_scheduler', contextNames)
    const updates = ['due_at', 'attempts', 'leased_by', 'leased_until', 'last_error']

    expect(reached).toEqual(
      contextNames
        .map((schema) => ({ schema, table: 'due_work', reads: true, inserts: false, deletes: true, updates }))
        .toSorted(bySchema),
    )
  })
})

const bySchema = (one: { schema: string }, other: { schema: string }): number =>
  one.schema.localeCompare(other.schema)
