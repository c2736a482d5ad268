import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

/** Which process carries which domain object, and why it was started. */
const aboutProcess = {
  processKey: z.string(),
  domainType: z.string(),
  domainId: z.string(),
  businessKey: z.string(),
}

export const processEvents = defineEvents({
  context: 'worklist',
  aggregate: 'ProcessCorrelation',
  topic: 'pactwork.worklist.process-correlation.v1',
  events: {
    ProcessRequested: {
      version: 1,
      description: 'A process is to be started for a domain object, because of one fact.',
      payload: z.object({
        ...aboutProcess,
        causeId: z.string(),
        variables: z.record(z.string(), z.union([z.string(), z.int(), z.boolean()])),
      }),
    },
    ProcessStarted: {
      version: 1,
      description: 'The engine said that it started an instance.',
      payload: z.object({ ...aboutProcess, processInstanceId: z.string() }),
    },
    ProcessStartUnknown: {
      version: 1,
      description: 'Whether the engine started an instance is unknown; it will be asked.',
      payload: z.object(aboutProcess),
    },
    ProcessBound: {
      version: 1,
      description: 'The first external task of an instance claimed the correlation; any other instance ends.',
      payload: z.object({ ...aboutProcess, processInstanceId: z.string() }),
    },
    ProcessSuspended: {
      version: 1,
      description: 'An operator suspended the instance in the engine.',
      payload: z.object(aboutProcess),
    },
    ProcessResumed: {
      version: 1,
      description: 'The suspended instance goes on.',
      payload: z.object(aboutProcess),
    },
    ProcessCompleted: {
      version: 1,
      description: 'The instance ended. What came of it is said by the domain object, not here.',
      payload: z.object(aboutProcess),
    },
    ProcessCancelled: {
      version: 1,
      description: 'The instance was ended before its end, or a newer fact put another in its place.',
      payload: z.object({ ...aboutProcess, because: z.string() }),
    },
    ProcessIncidentRecorded: {
      version: 1,
      description: 'The instance cannot go on by itself; classified by what has to be done about it.',
      payload: z.object({
        ...aboutProcess,
        incidentClass: z.enum(['TECHNICAL_RETRY', 'UNKNOWN_OUTCOME', 'BUSINESS_FALLOUT', 'MODEL_DEFECT']),
        incidentKey: z.string(),
        step: z.string(),
        retried: z.int().nonnegative(),
      }),
    },
    ProcessIncidentResolved: {
      version: 1,
      description: 'The instance goes on after an incident.',
      payload: z.object({ ...aboutProcess, incidentKey: z.string() }),
    },
  },
})

const aboutWorkItem = { kind: z.string(), subjectId: z.string(), queue: z.string() }

export const workItemEvents = defineEvents({
  context: 'worklist',
  aggregate: 'WorkItem',
  topic: 'pactwork.worklist.work-item.v1',
  events: {
    WorkItemOpened: {
      version: 1,
      description: 'Someone of the queue has something to decide or to mend.',
      payload: z.object({ ...aboutWorkItem, about: z.string(), dueAt: z.iso.datetime().nullable() }),
    },
    WorkItemClaimed: {
      version: 1,
      description: 'A member of the queue took the work item.',
      payload: z.object({ ...aboutWorkItem, claimedBy: z.string() }),
    },
    WorkItemReleased: {
      version: 1,
      description: 'The work item is open to its queue again.',
      payload: z.object({ ...aboutWorkItem, releasedBy: z.string() }),
    },
    WorkItemEscalated: {
      version: 1,
      description: 'The work item moved to the queue above, unclaimed.',
      payload: z.object({ ...aboutWorkItem, from: z.string(), because: z.string() }),
    },
    WorkItemDone: {
      version: 1,
      description: 'The domain decided what the work item was about.',
      payload: z.object({ ...aboutWorkItem, outcome: z.string() }),
    },
    WorkItemCancelled: {
      version: 1,
      description: 'Nothing is to be done any more.',
      payload: z.object({ ...aboutWorkItem, because: z.string() }),
    },
  },
})

export type ProcessEvent = EventOf<typeof processEvents>
export type WorkItemEvent = EventOf<typeof workItemEvents>
