import type { PublishedEvent } from '@pactwork/contracts/events/define'
import { workItemEvents } from '@pactwork/contracts/events/worklist'
import { consumer } from '@pactwork/kernel/consumer'
import { workItemChangeFeed, type WorkItemChange } from '../changes/work-item-change-feed.ts'
import { noteClaim, watchedWorkItem, watchWorkItem } from '../changes/watched-work-item.store.ts'

type WorkItemFact = PublishedEvent<(typeof workItemEvents)[keyof typeof workItemEvents]>
type Told = Pick<WorkItemChange, 'change'> &
  Partial<Pick<WorkItemChange, 'formerQueue' | 'claimedBy' | 'formerlyClaimedBy' | 'outcome'>>

/** The feed reads the work item's own topic, so that changes come once and in order. */
export const feedWorkItemChanges = consumer({
  name: 'worklist.feed-changes',
  tells: true,
  events: Object.values(workItemEvents),
  async apply(event, { uow }) {
    const { eventId, occurredAt, correlationId, aggregateId: workItemId, payload } = event
    const { kind, queue } = payload
    if (event.type === 'WorkItemOpened') await watchWorkItem(uow, workItemId, event.payload.about)
    const watched = await watchedWorkItem(uow, workItemId)
    if (!watched) throw new Error(`${event.type} of ${workItemId}, which was never opened`)

    const { claimedBy = null, formerQueue = null, formerlyClaimedBy = null, ...told } = toldBy(event, watched)
    if (claimedBy !== watched.claimedBy) await noteClaim(uow, workItemId, claimedBy)
    workItemChangeFeed.append(uow, [
      {
        sourceEventId: eventId,
        correlationId,
        subject: workItemId,
        queue,
        occurredAt,
        payload: {
          workItemId,
          kind,
          about: watched.about,
          queue,
          formerQueue,
          claimedBy,
          formerlyClaimedBy,
          outcome: null,
          ...told,
          queues: known(queue, formerQueue),
          people: known(claimedBy, formerlyClaimedBy),
        },
      },
    ])
  },
})

/** A change together with who was at it before. */
function toldBy({ type, payload }: WorkItemFact, { claimedBy }: { claimedBy: string | null }): Told {
  switch (type) {
    case 'WorkItemOpened':
      return { change: 'OPENED' }
    case 'WorkItemClaimed':
      return { change: 'CLAIMED', claimedBy: payload.claimedBy }
    case 'WorkItemReleased':
      return { change: 'RELEASED', formerlyClaimedBy: claimedBy }
    case 'WorkItemEscalated':
      return { change: 'ESCALATED', formerQueue: payload.from, formerlyClaimedBy: claimedBy }
    case 'WorkItemDone':
      return { change: 'DECIDED', claimedBy, outcome: payload.outcome }
    case 'WorkItemCancelled':
      return { change: 'CLOSED', claimedBy, outcome: payload.because }
  }
}

const known = (...names: (string | null)[]): string[] => names.filter((name) => name !== null)
