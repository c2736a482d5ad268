import { command } from '@pactwork/kernel/command'
import { becomes, statusChange } from './change-status.ts'

/** Stops new business with an active customer. */
export const suspendCustomer = command({
  name: 'suspendCustomer',
  permission: 'customer:administer',
  input: statusChange,
  reason: ({ reason }) => reason,

  async handle(input, handling) {
    return { __typename: 'SuspendCustomerPayload', customer: await becomes('SUSPENDED', input, handling) }
  },
})
