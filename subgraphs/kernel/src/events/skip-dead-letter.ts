import { z } from 'zod'
import { command } from '../command.ts'
import { rejectMissing } from '../errors.ts'
import { noteInInbox } from './inbox.ts'
import { firstParked, unpark } from './parked.ts'
import { lockPosition, movePosition } from './position.ts'

/**
 * Gives a dead letter up for good: its consumer goes on behind it as if it had been handled. The audit entry
 * says who did it and why (M16); `releaseAggregate` then sets the aggregate going.
 */
export const skipDeadLetter = command({
  name: 'skipDeadLetter',
  permission: null,
  machines: ['operator'],
  input: z.object({
    consumer: z.string(),
    aggregateId: z.string(),
    eventId: z.uuid(),
    reason: z.string().min(10),
  }),
  reason: ({ reason }) => reason,

  async handle({ consumer, aggregateId, eventId }, { uow, clock }) {
    const { version } = await lockPosition(uow, consumer, aggregateId)
    const dead = await firstParked(uow, consumer, aggregateId)
    if (
      !dead ||
      dead.place !== 'DEAD' ||
      dead.envelope.eventId !== eventId ||
      dead.aggregateVersion !== version + 1
    )
      return rejectMissing('dead letter')

    const { envelope, aggregateVersion } = dead
    const at = clock.now()
    await movePosition(uow, { consumer, aggregateId, to: aggregateVersion, eventAt: envelope.occurredAt, at })
    await noteInInbox(uow, { consumer, event: envelope, status: 'SKIPPED', at, errorCode: dead.reason })
    await unpark(uow, consumer, aggregateId, aggregateVersion)

    return { __typename: 'SkipDeadLetterPayload', consumer, aggregateId, eventId }
  },
})
