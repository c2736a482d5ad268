import { connection } from '@pactwork/kernel/connection'
import type { Reading } from '@pactwork/kernel/graph-context'
import { query } from '@pactwork/kernel/resolver'
import { z } from 'zod'
import { listWorkItems } from '../work-item.store.ts'
import { scopeOf, visibleWorkItems } from './work-item.ts'

const filterSchema = z.object({
  queue: z.string().nullish(),
  kind: z.string().nullish(),
  states: z.array(z.string()).nullish(),
  mine: z.boolean().nullish(),
  about: z.string().nullish(),
})

type ListArguments = { filter?: unknown; first?: number | null; after?: string | null }

export const workItem = query({ permission: 'worklist:read' }, ({ id }: { id: string }, { load }: Reading) =>
  load(visibleWorkItems, id),
)

export const workItems = query(
  { permission: 'worklist:read' },
  ({ filter, first, after }: ListArguments, reading: Reading) => {
    const { queue, kind, states, mine, about } = filterSchema.parse(filter ?? {})

    return connection({ first, after }, (bounds) =>
      reading.read((uow) =>
        listWorkItems(uow, {
          ...scopeOf(reading),
          ...bounds,
          filter: {
            queue,
            kind,
            about,
            states: states ?? ['OPEN', 'CLAIMED'],
            claimedBy: mine ? reading.actor.id : null,
          },
        }),
      ),
    )
  },
)
