import { command } from '@pactwork/kernel/command'
import { becomes, statusChange } from './change-status.ts'

/** Allows new business with a suspended customer again. */
export const reinstateCustomer = command({
  name: 'reinstateCustomer',
  permission: 'customer:administer',
  input: statusChange,
  reason: ({ reason }) => reason,

  async handle(input, handling) {
    return { __typename: 'ReinstateCustomerPayload', customer: await becomes('ACTIVE', input, handling) }
  },
})
