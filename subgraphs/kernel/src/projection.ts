import type { EventDefinition, PublishedEvent } from '@pactwork/contracts/events/define'
import type { Consumer } from './consumer.ts'
import type { Sql, UnitOfWork } from './database.ts'

export type ProjectionTools = {
  readonly sql: Sql
  /** The tenant as the UUID that stands in SQL. */
  readonly tenantId: string
  /** The table of the generation that is being written, quoted: write to it and to nothing else. */
  readonly table: string
}

export type ProjectionSpec<Definitions extends readonly EventDefinition[]> = {
  /** The view that readers query; its rows have the columns of the table `<name>_base`. */
  name: string
  /** Raise it when the rows would come out differently: a new generation is built and swapped in. */
  version: number
  events: Definitions
  apply(event: PublishedEvent<Definitions[number]>, tools: ProjectionTools): Promise<void>
}

/** A read model that can be built anew from offset zero at any time, beside the one that is read (M16). */
export type Projection = {
  readonly name: string
  readonly version: number
  readonly definitions: readonly EventDefinition[]
  /** The consumer that fills one generation. */
  consumerOf(context: string, generation: number): Consumer
}

/**
 * Declares a projection. The context's migration makes it ready:
 *
 *     create table quote_summary_base (tenant_id uuid not null, …, primary key (tenant_id, …));
 *     select pactwork_protect('quote_summary_base');
 *     select pactwork_projection_open('quote_summary', 1, now());
 *
 * The base stays empty: each generation is a copy of its columns and indexes, and `quote_summary` is the view
 * of the live one. `apply` must depend on the event and on the projection's own rows alone.
 */
export function projection<const Definitions extends readonly EventDefinition[]>(
  spec: ProjectionSpec<Definitions>,
): Projection {
  const { name, version, events } = spec

  return {
    name,
    version,
    definitions: events,
    consumerOf: (context, generation) => ({
      name: `${context}.projection.${name}.g${generation}`,
      definitions: events,
      outside: false,
      tells: false,
      keepsInbox: false,
      apply: (event, { uow }) =>
        spec.apply(event as PublishedEvent<Definitions[number]>, {
          sql: uow.sql,
          tenantId: uow.tenantId,
          table: `"${name}_g${generation}"`,
        }),
    }),
  }
}

/**
 * Up to when a projection is complete: it holds every fact published before that moment. Null until it has
 * caught up for the first time. Goes with every field that is read from it (M29).
 */
export async function asOf(uow: Pick<UnitOfWork, 'sql'>, name: string): Promise<Date | null> {
  const [live] = await uow.sql<{ asOf: Date | null }>(
    `select as_of as "asOf" from projection_generation where projection = $1 and status = 'LIVE'`,
    [name],
  )

  return live?.asOf ?? null
}
