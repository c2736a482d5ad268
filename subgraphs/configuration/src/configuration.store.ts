import { configurationEvents, type ConfigurationEvent } from '@pactwork/contracts/events/configuration'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import type { Decision, Violation } from '@pactwork/kernel/decision'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import type { Configuration } from './configuration.ts'
import type { CompletedSelection } from './constraints.ts'
import { configurationSchemaVersion, type Override } from './evaluate.ts'

type Row = {
  id: string
  version: number
  quote_id: string
  line_id: string
  customer_id: string | null
  offering_id: string
  offering_version: string
  catalog_version: string
  publication_hash: string
  constraint_set_hash: string
  status: 'VALID' | 'INVALID'
  hash: string
  quantity: number
  selections: CompletedSelection[]
  violations: Violation[]
  overrides: Override[]
  evaluated_at: Date
}

/**
 * A configuration has one event and the event does not carry the whole of it (M17): its facts are handed in when it
 * is made. Nothing ever evolves or locks it.
 */
const aggregateOf = (whole?: Omit<Configuration, 'version'>) =>
  aggregate<Configuration, ConfigurationEvent>({
    kind: 'cfg',
    type: 'Configuration',
    events: configurationEvents,
    evolve: (state, _, { version }) => {
      const facts = whole ?? state
      if (!facts) throw new TypeError('A configuration is made with its facts.')

      return { ...facts, version }
    },
    load: () => Promise.resolve(undefined),
    save: insert,
  })

// Known to the relay from the start of the process, before the first configuration is made.
aggregateOf()

/** Keeps a configuration with its fact. */
export async function keepConfiguration(
  uow: UnitOfWork,
  whole: Omit<Configuration, 'version'>,
  decision: Decision<ConfigurationEvent>,
): Promise<void> {
  await aggregateOf(whole)(uow).create(whole.id, decision)
}

async function insert({ sql, tenantId }: UnitOfWork, one: Configuration): Promise<void> {
  await sql(
    `insert into configuration (tenant_id, id, version, quote_id, line_id, customer_id, offering_id, offering_version,
       catalog_version, publication_hash, constraint_set_hash, status, hash, schema_version, quantity, selections,
       violations, overrides, evaluated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
    [
      tenantId,
      uuidOf('cfg', one.id),
      one.version,
      uuidOf('quo', one.quoteId),
      uuidOf('qln', one.lineId),
      one.customerId === null ? null : uuidOf('cus', one.customerId),
      uuidOf('off', one.offeringId),
      one.offeringVersion,
      one.catalogVersion,
      one.publicationHash,
      one.constraintSetHash,
      one.status,
      one.hash,
      configurationSchemaVersion,
      one.quantity,
      JSON.stringify(one.selections),
      JSON.stringify(one.violations),
      JSON.stringify(one.overrides),
      one.evaluatedAt,
    ],
  )
}

/** Configurations by id. */
export async function readConfigurations(
  { sql, tenantId }: UnitOfWork,
  ids: readonly string[],
): Promise<Map<string, Configuration>> {
  const rows = await sql<Row>('select * from configuration where tenant_id = $1 and id = any($2::uuid[])', [
    tenantId,
    ids.map((id) => uuidOf('cfg', id)),
  ])

  return new Map(rows.map(configurationOf).map((one) => [one.id, one]))
}

const configurationOf = (row: Row): Configuration => ({
  id: idOf('cfg', row.id),
  version: row.version,
  quoteId: idOf('quo', row.quote_id),
  lineId: idOf('qln', row.line_id),
  customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
  offeringId: idOf('off', row.offering_id),
  offeringVersion: row.offering_version,
  catalogVersion: row.catalog_version,
  publicationHash: row.publication_hash,
  constraintSetHash: row.constraint_set_hash,
  status: row.status,
  hash: row.hash,
  quantity: row.quantity,
  selections: row.selections,
  violations: row.violations,
  overrides: row.overrides,
  evaluatedAt: row.evaluated_at,
})
