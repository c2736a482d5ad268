import pg from 'pg'

/** One table as the database's catalog describes it. */
export type CatalogTable = {
  schema: string
  table: string
  owner: string
  enabled: boolean
  forced: boolean
  key: string[]
  /** Columns of each unique key and foreign key besides the primary one. */
  uniques: string[][]
  references: string[][]
  policies: { name: string; roles: string[]; using: string; check: string | null; command: string }[]
}

const tables = `
  select n.nspname as schema, c.relname as "table", pg_get_userbyid(c.relowner) as owner,
    c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    coalesce((select array_agg(a.attname::text) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
      where i.indrelid = c.oid and i.indisprimary), '{}') as key,
    coalesce((select jsonb_agg((select jsonb_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(i.indkey)))
      from pg_index i where i.indrelid = c.oid and i.indisunique and not i.indisprimary), '[]') as uniques,
    coalesce((select jsonb_agg((select jsonb_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(k.conkey)))
      from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'), '[]') as "references",
    coalesce((select jsonb_agg(jsonb_build_object('name', p.policyname, 'roles', p.roles, 'using', p.qual, 'check', p.with_check, 'command', p.cmd))
      from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname), '[]') as policies
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($1) and c.relkind in ('r', 'p')
  order by 1, 2`

export type Role = {
  name: string
  superuser: boolean
  bypasses: boolean
  createsRoles: boolean
  owns: number
  memberOf: string[]
}

const roles = `
  select rolname as name, rolsuper as superuser, rolbypassrls as bypasses, rolcreaterole or rolcreatedb as "createsRoles",
    (select count(*)::int from pg_shdepend d where d.refobjid = r.oid and d.refclassid = 'pg_authid'::regclass and d.deptype = 'o') as owns,
    coalesce((select array_agg(pg_get_userbyid(m.roleid)::text) from pg_auth_members m where m.member = r.oid), '{}') as "memberOf"
  from pg_roles r where rolname = any($1) order by 1`

const privileges = `
  select n.nspname as schema, c.relname as "table",
    has_table_privilege($1, c.oid, 'select') or has_any_column_privilege($1, c.oid, 'select') as reads,
    has_table_privilege($1, c.oid, 'insert') or has_table_privilege($1, c.oid, 'truncate') as inserts,
    has_table_privilege($1, c.oid, 'delete') as deletes,
    coalesce((select array_agg(a.attname::text order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
      and not a.attisdropped and has_column_privilege($1, c.oid, a.attnum, 'update')), '{}') as updates
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = any($2) and c.relkind in ('r', 'p', 'v', 'm')
  order by 1, 2`

export type Privilege = {
  schema: string
  table: string
  reads: boolean
  inserts: boolean
  deletes: boolean
  updates: string[]
}

/** What the catalog says, read through any login: the catalog itself is open to all of them. */
export async function openCatalog(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()

  return {
    tables: async (schemas: readonly string[]): Promise<CatalogTable[]> =>
      (await client.query<CatalogTable>(tables, [schemas])).rows,
    roles: async (names: readonly string[]): Promise<Role[]> =>
      (await client.query<Role>(roles, [names])).rows,
    /** What a role may do with each table and view of these schemas, where it may do anything. */
    privileges: async (role: string, schemas: readonly string[]): Promise<Privilege[]> =>
      (await client.query<Privilege>(privileges, [role, schemas])).rows.filter(
        ({ reads, inserts, deletes, updates }) => reads || inserts || deletes || updates.length > 0,
      ),
    query: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
      (await client.query<Row>(text, values)).rows,
    close: () => client.end(),
  }
}

export type Catalog = Awaited<ReturnType<typeof openCatalog>>
