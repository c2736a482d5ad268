import { command } from '@pactwork/kernel/command'
import { becomes, statusChange } from './change-status.ts'

/** Ends the relationship for good. */
export const closeCustomer = command({
  name: 'closeCustomer',
  permission: 'customer:administer',
  input: statusChange,
  reason: ({ reason }) => reason,

  async handle(input, handling) {
    return { __typename: 'CloseCustomerPayload', customer: await becomes('CLOSED', input, handling) }
  },
})
