import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { walk } from '../../stack/journey/walk.ts'
import { root } from '../../stack/paths.ts'
import { waitFor } from '../../stack/wait-for.ts'
import { testStack } from '../../support/test-stack.ts'
import { expectations, type Trial } from '../trial.ts'

const run = promisify(execFile)
/** Every read model there is, and what its rows are ordered by. */
const readModels = [
  { schema: 'order', view: 'order_summary', key: 'order_id' },
  { schema: 'order', view: 'order_operations', key: 'order_id' },
  { schema: 'quote', view: 'quote_summary', key: 'quote_id' },
  { schema: 'quote', view: 'quote_timeline', key: 'event_id' },
]

/** EVT-09, DRL-22, M15: the journals are enough to make everything again that was made of events. */
export const everythingReplayed: Trial = {
  name: 'read models come out equal after Kafka’s data, the read models and the inbox were lost',
  async run({ stack, tenant }) {
    const { broken, expect } = expectations()
    await walk({ tenant, gatewayUrl: stack.urls.gateway, within: 120_000 })
    const { env } = await testStack()
    const database = new pg.Client({ connectionString: env['PACTWORK_DATABASE_URL'] })
    await database.connect()

    try {
      const before = await settled(database)
      for (const { view } of readModels) expect(before[view] !== '[]', `${view} was empty before`)
      await lose(stack, database)
      await run(
        process.execPath,
        [join(root, 'subgraphs/host/src/replay.ts'), '--context', 'all', '--rebuild'],
        {
          cwd: root,
          env: { ...process.env, ...env },
        },
      )
      await stack.processes.get('consumer')?.start()
      for (const { view } of readModels)
        await waitFor(
          `${view} to be what it was`,
          async () => (await snapshot(database))[view] === before[view],
          {
            within: 90_000,
            every: 500,
          },
        ).catch((error: Error) => expect(false, error.message.slice(0, 300)))
    } finally {
      await database.end()
      if (stack.processes.get('consumer')?.state === 'STOPPED') await stack.processes.get('consumer')?.start()
    }

    return broken
  },
}

/** Stops who reads and writes Kafka, empties its disk, the live read models, inbox and positions. */
async function lose(stack: Parameters<Trial['run']>[0]['stack'], database: pg.Client): Promise<void> {
  const relay = stack.processes.get('relay')
  const kafka = stack.processes.get('kafka')
  await Promise.all([relay?.stop(), stack.processes.get('consumer')?.stop()])
  await kafka?.stop()
  rmSync(join(stack.dataDir, 'kafka'), { recursive: true, force: true })
  await kafka?.start()
  await relay?.start()
  for (const { schema, view } of readModels) {
    const { rows } = await database.query<{ generation: number }>(
      `select generation from "${schema}".projection_generation where projection = $1 and status = 'LIVE'`,
      [view],
    )
    await database.query(`truncate "${schema}"."${view}_g${rows[0]?.generation}"`)
  }
  const { rows: schemas } = await database.query<{ name: string }>(
    `select table_schema as name from information_schema.tables where table_name = 'consumer_position'`,
  )
  for (const { name } of schemas)
    if (name !== 'probe')
      await database.query(`truncate "${name}".consumer_position, "${name}".inbox, "${name}".parked_event`)
}

/** The read models once nothing changes any more: the same twice, a second apart. */
const settled = async (database: pg.Client): Promise<Record<string, string>> => {
  let last = await snapshot(database)

  return waitFor(
    'the read models to settle',
    async () => {
      const now = await snapshot(database)
      const same = JSON.stringify(now) === JSON.stringify(last)
      last = now
      return same && now
    },
    { every: 1_500 },
  )
}

async function snapshot(database: pg.Client): Promise<Record<string, string>> {
  const models: Record<string, string> = {}
  for (const { schema, view, key } of readModels) {
    const { rows } = await database.query(
      `select to_jsonb(m) as row from "${schema}"."${view}" m order by tenant_id, ${key}`,
    )
    models[view] = JSON.stringify(rows.map(({ row }) => row))
  }

  return models
}
