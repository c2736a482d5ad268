import { firstParked, unpark } from './parked.ts'
import { blockPosition, lockPosition, readPosition } from './position.ts'
import { takeEvent, type Coming, type Handling } from './take-event.ts'

/** Whose parked events. */
export type ParkedAggregate = { readonly tenantId: string; readonly aggregateId: string }

/**
 * Takes an aggregate's parked events in order: the EARLY ones once their predecessors have come, or all of them
 * after a release. Ends at the first that still cannot be taken; when none is left, the aggregate flows again.
 */
export async function drainParked(
  handling: Handling,
  aggregate: ParkedAggregate,
  coming: Coming = {},
): Promise<number> {
  const { consumer, runtime } = handling
  const { aggregateId } = aggregate
  let taken = 0
  for (;;) {
    const { version, parked } = await runtime.database.read(aggregate, async (uow) => ({
      version: (await readPosition(uow, consumer.name, aggregateId)).version,
      parked: await firstParked(uow, consumer.name, aggregateId),
    }))
    if (!parked) {
      if (await unblock(handling, aggregate)) return taken
    } else if (parked.aggregateVersion <= version) {
      await runtime.database.write(aggregate, (uow) => unpark(uow, consumer.name, aggregateId, version))
    } else if (parked.aggregateVersion > version + 1) {
      await runtime.database.write(aggregate, (uow) =>
        blockPosition(uow, { consumer: consumer.name, aggregateId, blocked: 'GAP', at: runtime.clock.now() }),
      )
      return taken
    } else {
      const { outcome } = await takeEvent(handling, parked.envelope, coming)
      if (outcome === 'PARKED' || outcome === 'EARLY') return taken
      taken += 1
    }
  }
}

/** Lets events pass again unless one was parked meanwhile; whoever parks holds the position's lock as well. */
async function unblock({ consumer, runtime }: Handling, aggregate: ParkedAggregate): Promise<boolean> {
  const { aggregateId } = aggregate

  return runtime.database.write(aggregate, async (uow) => {
    await lockPosition(uow, consumer.name, aggregateId)
    if (await firstParked(uow, consumer.name, aggregateId)) return false
    await blockPosition(uow, { consumer: consumer.name, aggregateId, blocked: null, at: runtime.clock.now() })

    return true
  })
}
