import { streamResolvers } from '@pactwork/kernel/feed-stream'
import { mutation } from '@pactwork/kernel/resolver'
import { bindProcess } from '../commands/bind-process.ts'
import { claimWorkItem } from '../commands/claim-work-item.ts'
import { escalateWorkItem } from '../commands/escalate-work-item.ts'
import { releaseWorkItem } from '../commands/release-work-item.ts'
import { retryProcess } from '../commands/retry-process.ts'
import { ProcessCorrelationType, processesOf, stuckProcesses } from './process.ts'
import { SubjectType, WorkItemType } from './work-item.ts'
import { workItem, workItems } from './work-item-queries.ts'
import { WorkItemChange, worklistChanges } from './worklist-changes.ts'

const streams = streamResolvers({ worklistChanges })

export const resolvers = {
  Query: { workItem, workItems, processesOf, stuckProcesses, ...streams.Query },
  Mutation: {
    claimWorkItem: mutation(claimWorkItem),
    releaseWorkItem: mutation(releaseWorkItem),
    escalateWorkItem: mutation(escalateWorkItem),
    retryProcess: mutation(retryProcess),
    bindProcess: mutation(bindProcess),
  },
  Subscription: streams.Subscription,
  WorkItem: WorkItemType,
  WorkItemChange,
  ApprovalRequest: SubjectType,
  FalloutCase: SubjectType,
  ProcessCorrelation: ProcessCorrelationType,
}
