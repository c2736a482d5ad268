import pg from 'pg'
import { idOf } from '../ids.ts'

/** A piece of due work that this scheduler has leased. */
export type LeasedWork = {
  readonly id: string
  readonly tenantId: string
  readonly kind: string
  readonly key: string
  readonly dueAt: Date
  readonly attempt: number
  readonly payload: Record<string, unknown>
  readonly correlationId: string
  readonly trace: Record<string, string>
  /** Names this one lease: whoever leased after it has another. */
  readonly lease: string
}

type Row = Omit<LeasedWork, 'tenantId'> & { tenantUuid: string }

/** The rows of `due_work` as the role `pactwork_scheduler` sees them: those of every tenant (M12). */
export function dueRows(pool: pg.Pool, context: string) {
  const table = `${pg.escapeIdentifier(context)}.due_work`

  return {
    /** Leases what is due and not leased, oldest first; two schedulers never get the same row. */
    async lease(options: {
      kinds: readonly string[]
      limit: number
      now: Date
      until: Date
      lease: string
    }): Promise<LeasedWork[]> {
      const { rows } = await pool.query<Row>(
        `update ${table} w set leased_by = $4, leased_until = $5, attempts = attempts + 1
         where (w.tenant_id, w.id) in (
           select tenant_id, id from ${table}
           where due_at <= $1 and kind = any($2::text[]) and (leased_until is null or leased_until < $1)
           order by due_at limit $3 for update skip locked)
         returning id, tenant_id as "tenantUuid", kind, key, due_at as "dueAt", attempts as attempt, payload,
           correlation_id as "correlationId", trace, leased_by as lease`,
        [options.now, options.kinds, options.limit, options.lease, options.until],
      )

      return rows.map(({ tenantUuid, ...row }) => ({ ...row, tenantId: idOf('ten', tenantUuid) }))
    },

    /** Extends a lease; false when it was lost. */
    async extend(work: LeasedWork, until: Date): Promise<boolean> {
      const { rowCount } = await pool.query(
        `update ${table} set leased_until = $3 where id = $1 and leased_by = $2`,
        [work.id, work.lease, until],
      )

      return rowCount === 1
    },

    /** The work is over. A row that was moved to another time meanwhile stays. */
    async end(work: LeasedWork): Promise<void> {
      await pool.query(`delete from ${table} where id = $1 and leased_by = $2`, [work.id, work.lease])
    },

    /** Gives the row back: to run again then, with a fresh count or as another try. */
    async giveBack(
      work: LeasedWork,
      options: { dueAt: Date; attempts: number; error: string | null },
    ): Promise<void> {
      await pool.query(
        `update ${table} set due_at = $3, attempts = $4, last_error = $5, leased_by = null, leased_until = null
         where id = $1 and leased_by = $2`,
        [work.id, work.lease, options.dueAt, options.attempts, options.error],
      )
    },
  }
}

export type DueRows = ReturnType<typeof dueRows>
