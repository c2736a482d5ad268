import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

/**
 * A tenant has one catalog, a line of immutable publications (CAT-02). Its aggregate id is the tenant's own
 * UUID under the prefix `cat`, so that publications arrive in their order.
 */
export const catalogEvents = defineEvents({
  context: 'catalog',
  aggregate: 'Catalog',
  topic: 'pactwork.catalog.catalog.v1',
  events: {
    CatalogVersionPublished: {
      version: 1,
      description: 'Another publication of the catalog is in force.',
      payload: z.object({
        publicationId: z.string(),
        number: z.int().positive(),
        catalogVersion: z.string(),
        effectiveFrom: z.iso.date(),
        publicationHash: z.string(),
        cause: z.enum(['IMPORT', 'CONFIRMATION']),
        changedOfferings: z.array(z.string()),
        changedOfferingCount: z.int().nonnegative(),
      }),
    },
  },
})

export type CatalogEvent = EventOf<typeof catalogEvents>

/** How many changed offerings an event names at most; `changedOfferingCount` counts all of them (M17). */
export const namedChangedOfferings = 1000
