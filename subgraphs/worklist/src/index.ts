import { defineContext } from '@pactwork/kernel/context'
import { PrismaClient } from '../generated/prisma/client.ts'
import { bindProcess } from './commands/bind-process.ts'
import { claimWorkItem } from './commands/claim-work-item.ts'
import { closeWorkItem } from './commands/close-work-item.ts'
import { escalateWorkItem } from './commands/escalate-work-item.ts'
import { observeProcess } from './commands/observe-process.ts'
import { openWorkItem } from './commands/open-work-item.ts'
import { recordProcessIncident } from './commands/record-process-incident.ts'
import { recordProcessStart } from './commands/record-process-start.ts'
import { releaseWorkItem } from './commands/release-work-item.ts'
import { requestProcess } from './commands/request-process.ts'
import { resolveProcessIncident } from './commands/resolve-process-incident.ts'
import { retryProcess } from './commands/retry-process.ts'
import { approvalWorkItem } from './consumers/approval-work-item.ts'
import { falloutWorkItem } from './consumers/fallout-work-item.ts'
import { feedWorkItemChanges } from './consumers/feed-work-item-changes.ts'
import { hintApprovalSettled } from './consumers/hint-approval-settled.ts'
import { hintItemOutcome } from './consumers/hint-item-outcome.ts'
import { hintPlanEnded } from './consumers/hint-plan-ended.ts'
import { settleApprovalTask } from './consumers/settle-approval-task.ts'
import { startFulfillment } from './consumers/start-fulfillment.ts'
import { startOrderFulfillment } from './consumers/start-order-fulfillment.ts'
import { startQuoteApproval } from './consumers/start-quote-approval.ts'
import { cancelProcess } from './due-work/cancel-process.ts'
import { completeApprovalTask } from './due-work/complete-approval-task.ts'
import { escalateWhenDue } from './due-work/escalate-work-item.ts'
import { followProcess } from './due-work/follow-process.ts'
import { retryProcessStep } from './due-work/retry-process.ts'
import { resolvers } from './resolvers/index.ts'

export { deployProcesses } from './engine/deploy-processes.ts'

export default defineContext({
  name: 'worklist',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  resolvers,
  commands: [
    bindProcess,
    claimWorkItem,
    closeWorkItem,
    escalateWorkItem,
    observeProcess,
    openWorkItem,
    recordProcessIncident,
    recordProcessStart,
    releaseWorkItem,
    requestProcess,
    resolveProcessIncident,
    retryProcess,
  ],
  consumers: [
    approvalWorkItem,
    falloutWorkItem,
    feedWorkItemChanges,
    hintApprovalSettled,
    hintItemOutcome,
    hintPlanEnded,
    settleApprovalTask,
    startFulfillment,
    startOrderFulfillment,
    startQuoteApproval,
  ],
  dueWork: [cancelProcess, completeApprovalTask, escalateWhenDue, followProcess, retryProcessStep],
})
