import type { z } from 'zod'
import type { Actor } from './actor.ts'
import type { Correlation } from './correlation.ts'
import { EvidenceUnavailable } from './errors.ts'
import { SubgraphError, type SubgraphClient } from './runtime/subgraph-client.ts'

/** The customers an actor may act for: all of the tenant, or those granted by the customer context. */
export type CustomerAuthority = 'any' | ReadonlySet<string>

/**
 * Other contexts, asked through their public API on the actor's behalf. A context that cannot be asked throws
 * EvidenceUnavailable; never call a port inside a unit of work (M1, M10).
 */
export type Ports = {
  query<Schema extends z.ZodType>(
    context: string,
    document: string,
    variables: Record<string, unknown>,
    schema: Schema,
  ): Promise<z.infer<Schema>>
  /** A machine mutation of another context, idempotent by the key among its variables. */
  mutate<Schema extends z.ZodType>(
    context: string,
    document: string,
    variables: Record<string, unknown>,
    schema: Schema,
  ): Promise<z.infer<Schema>>
  /** For which customers the actor may act (M34); asked of `customer`, known for two seconds. */
  customerAuthority(of?: Actor): Promise<CustomerAuthority>
  /** The actor with the roles and groups of now, for what outlives a request; asked of `access`, known for 1.5 s. */
  presentActor(): Promise<Actor>
}

/** Ports that act for `actor` within one correlation. */
export function portsFor(
  client: SubgraphClient,
  authority: (actor: Actor, ports: Pick<Ports, 'query'>) => Promise<CustomerAuthority>,
  presentActor: (actor: Actor) => Promise<Actor>,
) {
  return (actor: Actor, correlation: Correlation): Ports => {
    const ask: Ports['query'] = async (context, document, variables, schema) => {
      try {
        return await client(context, document, variables, schema, {
          tenantId: actor.tenantId,
          actor: actor.onBehalfOf ?? actor.id,
          correlationId: correlation.correlationId,
        })
      } catch (error) {
        if (error instanceof SubgraphError && error.code === 'DENIED') throw error
        throw new EvidenceUnavailable(context, error)
      }
    }
    const asking = { query: ask, mutate: ask }

    return {
      ...asking,
      customerAuthority: (of = actor) => authority(of, asking),
      presentActor: () => presentActor(actor),
    }
  }
}
