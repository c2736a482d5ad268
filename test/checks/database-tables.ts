import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { root } from '../stack/paths.ts'
import type { Tables } from './tables.ts'

const columns = `
  select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type,
    not a.attnotnull as nullable, coalesce(array_position(k.conkey, a.attnum), 0) as key
  from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
  where n.nspname = $1 and c.relkind in ('r', 'p')
  order by c.relname, a.attnum`

type Row = { table: string; column: string; type: string; nullable: boolean; key: number }

/** The tables of one schema, from the database's catalog, except those that no schema.prisma describes. */
export async function tablesOfDatabase(url: string, schema: string): Promise<Tables> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Row>(columns, [schema])
    const tables = Map.groupBy(rows, ({ table }) => table)

    return Object.fromEntries(
      [...tables].filter(([table]) => isModelled(table)).map(([table, own]) => [table, tableOf(own)]),
    )
  } finally {
    await client.end()
  }
}

const tableOf = (rows: readonly Row[]) => ({
  columns: Object.fromEntries(rows.map(({ column, type, nullable }) => [column, { type, nullable }])),
  key: rows
    .filter(({ key }) => key > 0)
    .toSorted((one, other) => one.key - other.key)
    .map(({ column }) => column),
})

/**
 * The kernel's tables are reached by SQL alone. The rows of a read model stand in tables of a generation
 * (`order_summary_g2`), which are copies of the one that is modelled, `order_summary_base`.
 */
const isModelled = (table: string): boolean =>
  table !== 'schema_migration' && !kernelTables.has(table) && !/_g\d+$/.test(table)

const kernelTables = new Set(
  globSync('prisma/kernel/migrations/*.sql', { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^create table (\w+)/gm)].map(
      ([, table = '']) => table,
    ),
  ),
)
