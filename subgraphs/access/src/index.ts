import { defineContext } from '@pactwork/kernel/context'
import { mutation } from '@pactwork/kernel/resolver'
import { PrismaClient } from '../generated/prisma/client.ts'
import { addToGroup } from './commands/add-to-group.ts'
import { grantRole } from './commands/grant-role.ts'
import { issueToken } from './commands/issue-token.ts'
import { provisionTenant } from './commands/provision-tenant.ts'
import { removeFromGroup } from './commands/remove-from-group.ts'
import { revokeToken } from './commands/revoke-token.ts'
import { setBusinessDate } from './commands/set-business-date.ts'
import { withdrawRole } from './commands/withdraw-role.ts'
import { isUser, revocations, tenantSettings, userRights } from './resolvers/machines.ts'
import { me, tenant, user, users } from './resolvers/queries.ts'
import { Tenant } from './resolvers/tenant.ts'
import { User } from './resolvers/user.ts'
import { revocationRoutes } from './token/revocation-routes.ts'
import { tokenRoutes } from './token/routes.ts'

const mutations = [
  provisionTenant,
  grantRole,
  withdrawRole,
  addToGroup,
  removeFromGroup,
  revokeToken,
  setBusinessDate,
]

export default defineContext({
  name: 'access',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  commands: [...mutations, issueToken],
  routes(app, context) {
    tokenRoutes(app, context)
    revocationRoutes(app, context)
  },
  resolvers: {
    Query: { me, user, users, tenant, tenantSettings, revocations, isUser, userRights },
    Mutation: Object.fromEntries(mutations.map((command) => [command.name, mutation(command)])),
    User,
    Tenant,
  },
})
