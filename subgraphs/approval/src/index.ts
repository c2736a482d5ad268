import { defineContext } from '@pactwork/kernel/context'
import { mutation } from '@pactwork/kernel/resolver'
import { PrismaClient } from '../generated/prisma/client.ts'
import { approveQuote } from './commands/approve-quote.ts'
import { invalidateApproval } from './commands/invalidate-approval.ts'
import { publishAuthorityLimits } from './commands/publish-authority-limits.ts'
import { recordApprovalRequirement } from './commands/record-approval-requirement.ts'
import { rejectQuote } from './commands/reject-quote.ts'
import { voidSupersededApprovals } from './consumers/void-superseded-approvals.ts'
import * as types from './resolvers/approval-request.ts'
import * as queries from './resolvers/queries.ts'

const mutations = [approveQuote, rejectQuote, publishAuthorityLimits, recordApprovalRequirement]

export default defineContext({
  name: 'approval',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  commands: [...mutations, invalidateApproval],
  consumers: [voidSupersededApprovals],
  resolvers: {
    Query: { ...queries },
    Mutation: Object.fromEntries(mutations.map((command) => [command.name, mutation(command)])),
    ...types,
  },
})
