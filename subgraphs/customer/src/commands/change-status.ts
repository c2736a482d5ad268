import type { Handling } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { changeStatus, type Status } from '../customer.ts'
import { customers } from '../customer.store.ts'

/** What suspending, reinstating and closing have in common. */
export const statusChange = z.object({
  customerId: idSchema('cus'),
  reason: z.string().trim().min(1).max(500),
  expectedVersion: z.int().positive().nullish(),
})

/** Load, decide, save for each of the three intents. */
export async function becomes(
  to: Status,
  input: z.infer<typeof statusChange>,
  { uow }: Handling<unknown>,
): Promise<{ id: string }> {
  const customer = await customers(uow).load(input.customerId, input.expectedVersion)
  const saved = await customers(uow).save(customer, changeStatus(customer, { to, reason: input.reason }))

  return { id: saved.id }
}
