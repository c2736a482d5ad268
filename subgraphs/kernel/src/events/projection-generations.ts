import type { Database, UnitOfWork } from '../database.ts'
import { idOf } from '../ids.ts'

/** One table of a projection: being built, read through the view, or on its way out. */
export type Generation = {
  readonly generation: number
  readonly version: number
  readonly status: 'BUILDING' | 'LIVE' | 'RETIRED'
  readonly parked: number
  readonly asOf: Date | null
  readonly lag: number | null
}

/** The register has no tenants; this scope sees no tenant's rows. */
const noTenant = { tenantId: idOf('ten', '00000000-0000-0000-0000-000000000000') }

/** A context's register of projection generations. */
export function generationsOf(database: Pick<Database, 'read' | 'write'>) {
  const write = <Result>(work: (uow: UnitOfWork) => Promise<Result>) => database.write(noTenant, work)

  return {
    /** Those that still have a table, oldest first. */
    list: (projection: string): Promise<Generation[]> =>
      database.read(noTenant, (uow) =>
        uow.sql<Generation>(
          `select generation, version, status, parked, as_of as "asOf", lag from projection_generation
           where projection = $1 and status <> 'DROPPED' order by generation`,
          [projection],
        ),
      ),

    /** Opens a generation to build; the very first is live at once. One that is being built is answered again. */
    open: (projection: string, version: number, at: Date): Promise<number> =>
      write(async (uow) => {
        const [row] = await uow.sql<{ generation: number }>(
          'select pactwork_projection_open($1, $2, $3) as generation',
          [projection, version, at],
        )

        return row?.generation ?? 0
      }),

    /** Puts a built generation behind the view; false when it is not fit for it. */
    swap: (projection: string, generation: number, at: Date): Promise<boolean> =>
      write(async (uow) => {
        const [row] = await uow.sql<{ swapped: boolean }>(
          'select pactwork_projection_swap($1, $2, $3) as swapped',
          [projection, generation, at],
        )

        return row?.swapped ?? false
      }),

    /** Drops the tables of generations retired before a moment. */
    sweep: (projection: string, before: Date): Promise<unknown> =>
      write((uow) => uow.sql('select pactwork_projection_sweep($1, $2)', [projection, before])),

    /** How far a generation has come; `asOf` never goes back. */
    progress: (projection: string, generation: number, lag: number, asOf: Date | null): Promise<unknown> =>
      write((uow) =>
        uow.sql(
          `update projection_generation set lag = $3, as_of = greatest(as_of, $4)
           where projection = $1 and generation = $2`,
          [projection, generation, lag, asOf],
        ),
      ),
  }
}

export type Generations = ReturnType<typeof generationsOf>

/** Counts a dead letter against a generation, in the transaction that parks it. */
export const countParked =
  (projection: string, generation: number) =>
  async (uow: UnitOfWork): Promise<void> => {
    await uow.sql(
      'update projection_generation set parked = parked + 1 where projection = $1 and generation = $2',
      [projection, generation],
    )
  }
