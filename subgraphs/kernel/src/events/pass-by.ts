import type { Envelope } from '@pactwork/contracts/events/define'
import type { Delivered } from './kafka-consumer.ts'
import { passBy, type Pass } from './position.ts'
import { isReplay } from './replay-mode.ts'
import type { Handling } from './take-event.ts'

/** So many events are passed by in one statement at most. */
const most = 500

type Met = { readonly record: Delivered; readonly event: Envelope }

/**
 * Moves a consumer past events of which it wants nothing (M16), many in one statement: most of what it meets, and the
 * further behind it is, the more of them there are. Of an aggregate it passes by no more than what comes before the
 * next event that is wanted, so each aggregate goes on in order.
 *
 * Answers for each record of the batch, in its turn, whether it is done with so. One that is not (wanted, known
 * already, early, behind a dead letter, or the database does not answer) is to be taken by itself.
 */
export function passing(
  { consumer, runtime, metrics }: Handling,
  batch: readonly Met[],
): (record: Delivered) => Promise<boolean> {
  const wanted = new Set(consumer.definitions.map(({ type }) => type))
  const isIgnored = ({ record, event }: Met): boolean => !wanted.has(event.type) && !isReplay(record.headers)
  const places = new Map(batch.map(({ record }, index) => [record, index]))
  const tried = new Set<Delivered>()
  const passed = new Set<Delivered>()

  const pass = async (tenantId: string, ignored: readonly Met[]): Promise<void> => {
    const passes = passesOf(ignored.map(({ event }) => event))
    const moved = await runtime.database.write(
      { tenantId },
      (uow) => passBy(uow, { consumer: consumer.name, passes, at: runtime.clock.now() }),
      { plain: true, first: consumer.tells },
    )
    const gone = ignored.filter(({ event }) => moved.has(event.aggregateId))
    for (const { record } of gone) passed.add(record)
    metrics.observe('consumer.handled', gone.length, { consumer: consumer.name, outcome: 'IGNORED' })
  }

  return async (record) => {
    const place = tried.has(record) ? undefined : places.get(record)
    const first = place === undefined ? undefined : batch[place]
    if (!first || !isIgnored(first)) return passed.has(record)

    const ahead = batch.slice(place).filter((one) => !tried.has(one.record))
    const ignored = beforeTheWanted(ahead, isIgnored).slice(0, most)
    for (const one of ignored) tried.add(one.record)
    try {
      for (const [tenantId, ofTenant] of Map.groupBy(ignored, ({ event }) => event.tenantId))
        await pass(tenantId, ofTenant)
    } catch (error) {
      // Taken by themselves they meet the same, and are tried again for as long as it lasts.
      runtime.log.debug({ consumer: consumer.name, err: error }, 'events could not be passed by together')
    }

    return passed.has(record)
  }
}

/** Of each aggregate the ignored events before its first wanted one, as far as their versions follow each other. */
function beforeTheWanted(ahead: readonly Met[], isIgnored: (met: Met) => boolean): Met[] {
  const last = new Map<string, number>()

  return ahead.filter((met) => {
    const { aggregateId, aggregateVersion } = met.event
    const before = last.get(aggregateId) ?? aggregateVersion - 1
    const follows = aggregateVersion === before + 1 && isIgnored(met)
    last.set(aggregateId, follows ? aggregateVersion : Number.NaN)

    return follows
  })
}

/** From the first to the last of each aggregate. */
function passesOf(events: readonly Envelope[]): Pass[] {
  const passes = new Map<string, Pass>()
  for (const { aggregateId, aggregateVersion, occurredAt } of events)
    passes.set(aggregateId, {
      aggregateId,
      from: passes.get(aggregateId)?.from ?? aggregateVersion,
      to: aggregateVersion,
      eventAt: occurredAt,
    })

  return [...passes.values()]
}
