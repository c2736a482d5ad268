import { defineContext } from '@pactwork/kernel/context'
import { mutation } from '@pactwork/kernel/resolver'
import { PrismaClient } from '../generated/prisma/client.ts'
import { addSite } from './commands/add-site.ts'
import { closeCustomer } from './commands/close-customer.ts'
import { createCustomer } from './commands/create-customer.ts'
import { grantCustomerAuthority } from './commands/grant-customer-authority.ts'
import { reinstateCustomer } from './commands/reinstate-customer.ts'
import { suspendCustomer } from './commands/suspend-customer.ts'
import { withdrawCustomerAuthority } from './commands/withdraw-customer-authority.ts'
import { Customer, Site } from './resolvers/customer.ts'
import { customerAuthority, customerSnapshot, usersActingFor } from './resolvers/ports.ts'
import { customer, customers } from './resolvers/queries.ts'

const commands = [
  createCustomer,
  addSite,
  grantCustomerAuthority,
  withdrawCustomerAuthority,
  suspendCustomer,
  reinstateCustomer,
  closeCustomer,
]

export default defineContext({
  name: 'customer',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  commands,
  resolvers: {
    Query: { customer, customers, customerSnapshot, customerAuthority, usersActingFor },
    Mutation: Object.fromEntries(commands.map((command) => [command.name, mutation(command)])),
    Customer,
    Site,
  },
})
