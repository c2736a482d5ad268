import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { openCounter } from '../kernel/probe/counter.ts'
import { probe } from '../kernel/probe/runtime.ts'
import { uuidOf } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'
import { paired } from './statistics.ts'

/**
 * A command through the kernel against a bare pg transaction that writes the same four rows (aggregate, outbox,
 * audit, idempotency) for the same tenant under row-level security.
 */
export async function commandBench(): Promise<{ kernel: number; bare: number; ratio: number }> {
  const kernel = await probe({ max: 8 })
  const pool = new pg.Pool({ connectionString: kernel.url, max: 8 })
  const actor = kernel.actor()
  const tenant = uuidOf('ten', actor.tenantId)

  const bare = async (): Promise<void> => {
    const client = await pool.connect()
    const id = newUuid()
    try {
      await client.query('begin')
      await client.query(`select set_config('app.tenant_id', $1, true)`, [tenant])
      await client.query(
        'insert into counter (tenant_id, id, version, name, total) values ($1, $2, 1, $3, 0)',
        [tenant, id, id],
      )
      await client.query(
        `insert into outbox_event (tenant_id, id, aggregatetype, aggregateid, aggregate_version, type, topic, payload, trace, occurred_at)
         values ($1, $2, 'Counter', $3, 1, 'CounterOpened', 'pactwork.probe.counter.v1', $4, '{}', now())`,
        [tenant, newUuid(), id, { name: id }],
      )
      await client.query(
        `insert into audit_entry (tenant_id, id, occurred_at, operation, outcome, actor_kind, actor_id, client_id, subjects, request_hash, correlation_id)
         values ($1, $2, now(), 'openCounter', 'ACCEPTED', 'user', 'bench', 'bench', '[]', 'none', $3)`,
        [tenant, newUuid(), id],
      )
      await client.query(
        `insert into idempotency_record (tenant_id, client_id, operation, key, request_hash, response, created_at)
         values ($1, 'bench', 'openCounter', $2, 'none', '{}', now())`,
        [tenant, id],
      )
      await client.query('commit')
    } finally {
      client.release()
    }
  }

  try {
    const rates = await paired(
      {
        kernel: async () => void (await kernel.run(openCounter, { name: randomUUID() }, actor, randomUUID())),
        bare,
      },
      { rounds: 8, perRound: 400, atOnce: 8 },
    )
    const [ours, theirs] = [rates['kernel']?.perSecond ?? 0, rates['bare']?.perSecond ?? 0]

    return { kernel: ours, bare: theirs, ratio: ours / theirs }
  } finally {
    await pool.end()
    await kernel.close()
  }
}
