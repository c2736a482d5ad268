import { AsyncLocalStorage } from 'node:async_hooks'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { DeadlineExceeded, ensureInTime, noDeadline, type Deadline } from './deadline.ts'
import { uuidOf } from './ids.ts'
import { inUnitSpan } from './unit-span.ts'
import { countStatements, statementsOf } from './statement-count.ts'
import { turns } from './runtime/turns.ts'

/** Whom a unit of work is for. `tenantId` is the TypeID (`ten_…`). */
export type Scope = { readonly tenantId: string }

/** Work that must happen later, written by the transaction that causes it (M12). */
export type DueWork = { kind: string; at: Date; key: string; payload: Record<string, unknown> }

/** Runs one statement on the unit's own connection. Rows as pg gives them; int8 as a safe number. */
export type Sql = <Row extends object>(text: string, params?: readonly unknown[]) => Promise<Row[]>

/**
 * One transaction on one connection, for one tenant (row-level security is set to it). Prisma and pg see the
 * same transaction. It is revoked when the transaction ends or runs out of time: a handler that outlives it
 * gets an error, never somebody else's transaction (M7).
 */
export type UnitOfWork = {
  /** The tenant as the UUID that stands in SQL. */
  readonly tenantId: string
  readonly sql: Sql
  /** The context's Prisma client within this transaction; see `prismaOf`. */
  readonly prisma: unknown
  /** Adds due work; the same kind and key again moves it. */
  due(work: DueWork): Promise<void>
  /** Runs `work` so that its failure undoes what it wrote and nothing before it; the failure goes on up. */
  savepoint<Value>(work: () => Promise<Value>): Promise<Value>
  /** Runs last inside the transaction: for statements whose locks must be short (feeds, M18). */
  beforeCommit(work: () => Promise<void>): void
  /** Runs after the commit and never when it fails: wake-ups only. */
  afterCommit(work: () => void): void
}

/** The typed Prisma client of the unit of work: `prismaOf<PrismaClient>(uow).quote.findMany(…)`. */
export const prismaOf = <Client>(uow: UnitOfWork): Client => uow.prisma as Client

export type PrismaLike = {
  $transaction<Result>(
    work: (tx: unknown) => Promise<Result>,
    options?: { timeout?: number; maxWait?: number },
  ): Promise<Result>
  $disconnect(): Promise<void>
}
export type PrismaClass = new (options: { adapter: PrismaPg }) => PrismaLike

/** The unit of work is over; what came later was refused (M7). */
export class UnitOfWorkEnded extends Error {
  constructor() {
    super('This unit of work has ended; a handler went on after its transaction. Await everything it starts.')
    this.name = 'UnitOfWorkEnded'
  }
}

const statementTimeout = 6_000
const unitTimeout = 8_000
const prismaTimeout = 12_000
/** For a connection. */
const longestWait = 5_000

const int8 = 20
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid !== int8) return pg.types.getTypeParser(oid, format)
    return (text: string) => {
      const value = Number(text)
      if (!Number.isSafeInteger(value))
        throw new RangeError(`${text} does not fit a safe integer; read it as text.`)
      return value
    }
  },
}

type Recorder = { client?: pg.PoolClient; statements?: number }

/** Hands Prisma its connection and remembers which one, for the unit of work that asked (architecture page). */
class RecordingPool extends pg.Pool {
  readonly recorder = new AsyncLocalStorage<Recorder>()

  override connect(): Promise<pg.PoolClient>
  override connect(callback: Parameters<pg.Pool['connect']>[0]): void
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | void {
    if (callback) return super.connect(callback)

    const recorder = this.recorder.getStore()
    return super.connect().then((client) => {
      if (recorder) recorder.client = client
      return client
    })
  }

  override query(): never {
    throw new Error('There is no query outside a unit of work: use read() or write().')
  }
}

/** A context's database: units of work and nothing else. */
export type Database = {
  read<Result>(
    scope: Scope,
    work: (uow: UnitOfWork) => Promise<Result>,
    /**
     * Past the deadline nothing begins, and what runs is cancelled: DeadlineExceeded. A write knows none. `first`: as in
     * a write.
     */
    options?: { deadline?: Deadline; first?: boolean },
  ): Promise<Result>
  write<Result>(
    scope: Scope,
    work: (uow: UnitOfWork) => Promise<Result>,
    /**
     * `plain`: without Prisma, for units that are many and need only `sql`. `first`: before all that wait for a
     * connection, for what tells of work that is done already.
     */
    options?: { plain?: boolean; first?: boolean },
  ): Promise<Result>
  /** The `application_name`, for logs. */
  readonly name: string
  close(): Promise<void>
}

export type DatabaseOptions = {
  url: string
  name: string
  /** The context's generated client; without it units of work offer `sql` only. */
  prisma?: PrismaClass
  /** Connections (M10). */
  max?: number
  /** Fills `due` rows' correlation and trace from what is active. */
  ambient?: () => { correlationId: string; trace: Record<string, string> }
  now?: () => Date
  newUuid?: () => string
}

type UnitOptions = { plain?: boolean; first?: boolean; deadline?: Deadline }

/** Opens a context's database lazily; a connection is made by the first unit of work. */
export function openDatabase(options: DatabaseOptions): Database {
  const max = options.max ?? 4
  const inTurn = turns(max, longestWait)
  const pool = new RecordingPool({
    connectionString: options.url,
    application_name: options.name,
    max,
    connectionTimeoutMillis: longestWait,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementTimeout,
    types,
  })
  // An idle connection that breaks (server restarted) is replaced by the pool; it must not end the process.
  pool.on('error', () => {})
  // Nor must one that breaks in the middle of a transaction, between two statements: the next of them is refused.
  pool.on('connect', (client) => void client.on('error', () => {}))
  countStatements(pool)
  const prisma = options.prisma && new options.prisma({ adapter: new PrismaPg(pool) })

  const unit = async <Result>(
    scope: Scope,
    mode: 'read write' | 'read only',
    work: (uow: UnitOfWork) => Promise<Result>,
    { plain = false, first = false, deadline = noDeadline }: UnitOptions = {},
  ): Promise<Result> => {
    ensureInTime(deadline)
    const recorder: Recorder = {}
    const after: (() => void)[] = []
    const inTransaction = async (tx: unknown): Promise<Result> => {
      const { client } = recorder
      if (!client) throw new Error('The transaction has no recorded connection.')
      const open = openUnit(client, scope, tx, { ...options, deadline }, after)
      const before = statementsOf(client)
      try {
        // A connection may have been waited for.
        ensureInTime(deadline)
        await open.begin(mode, tx === undefined)
        const result = await work(open.uow)
        await open.finish()
        return result
      } catch (error) {
        throw isCancelled(error) && performance.now() >= deadline ? new DeadlineExceeded() : error
      } finally {
        open.revoke()
        recorder.statements = statementsOf(client) - before
      }
    }
    const result = await inUnitSpan(options.name, mode, recorder, () =>
      inTurn(
        () =>
          pool.recorder.run(recorder, () =>
            prisma && !plain
              ? prisma.$transaction(inTransaction, { timeout: prismaTimeout, maxWait: longestWait })
              : plainTransaction(pool, inTransaction),
          ),
        { first },
      ),
    )
    for (const wake of after) wake()

    return result
  }

  return {
    name: options.name,
    read: (scope, work, options = {}) => unit(scope, 'read only', work, options),
    write: (scope, work, options = {}) => unit(scope, 'read write', work, options),
    async close() {
      await prisma?.$disconnect()
      await pool.end()
    },
  }
}

async function plainTransaction<Result>(
  pool: RecordingPool,
  work: (tx: unknown) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const result = await work(undefined)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function openUnit(
  client: pg.PoolClient,
  scope: Scope,
  tx: unknown,
  options: DatabaseOptions & { deadline: Deadline },
  after: (() => void)[],
) {
  let ended = false
  const tenantId = uuidOf('ten', scope.tenantId)
  const last: (() => Promise<void>)[] = []
  const late = setTimeout(() => {
    ended = true
  }, unitTimeout)

  const sql: Sql = async <Row extends object>(text: string, params: readonly unknown[] = []) => {
    if (ended) throw new UnitOfWorkEnded()
    ensureInTime(options.deadline)
    const result = await client.query<Row & pg.QueryResultRow>(text, [...params])
    return result.rows
  }
  const revocable = tx ? Proxy.revocable(tx, {}) : undefined

  const uow: UnitOfWork = {
    tenantId,
    sql,
    prisma: revocable?.proxy,
    async due(work) {
      const { correlationId, trace } = options.ambient?.() ?? { correlationId: '', trace: {} }
      const now = options.now?.() ?? new Date()
      await sql(
        `insert into due_work (tenant_id, id, kind, key, due_at, payload, correlation_id, trace, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant_id, kind, key) do update set due_at = excluded.due_at, payload = excluded.payload,
           attempts = 0, leased_by = null, leased_until = null`,
        [
          tenantId,
          options.newUuid?.() ?? crypto.randomUUID(),
          work.kind,
          work.key,
          work.at,
          work.payload,
          correlationId,
          trace,
          now,
        ],
      )
    },
    async savepoint(work) {
      const hooks = last.length
      await sql('savepoint attempt')
      try {
        return await work()
      } catch (error) {
        await sql('rollback to savepoint attempt')
        last.length = hooks
        throw error
      }
    },
    beforeCommit: (work) => void last.push(work),
    afterCommit: (work) => void after.push(work),
  }

  return {
    uow,
    /** One round trip; Prisma has begun its transactions already. READ COMMITTED is what PostgreSQL does unasked. */
    async begin(mode: 'read write' | 'read only', plain: boolean) {
      await client.query(
        `${plain ? 'begin; ' : ''}set transaction ${mode}; set local app.tenant_id = ${pg.escapeLiteral(tenantId)}${bound(options.deadline)}`,
      )
    },
    async finish() {
      for (const work of last) await work()
      if (ended) throw new UnitOfWorkEnded()
    },
    revoke() {
      ended = true
      clearTimeout(late)
      revocable?.revoke()
    },
  }
}

/** No statement takes longer than was left when the unit began. */
function bound(deadline: Deadline): string {
  const left = Math.max(1, Math.ceil(deadline - performance.now()))

  return left < statementTimeout ? `; set local statement_timeout = ${left}` : ''
}

/** True when PostgreSQL cancelled the statement. */
const isCancelled = (error: unknown): boolean => hasCode(error, new Set(['57014']))

/** True when running the whole unit again may help: a lost race or a deadlock (M2). */
export const isRace = (error: unknown): boolean =>
  hasCode(error, new Set(['23505', '40001', '40P01', 'P2002', 'P2034']))

function hasCode(error: unknown, codes: ReadonlySet<string>): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && codes.has(cause.code)) return true
  }

  return false
}
