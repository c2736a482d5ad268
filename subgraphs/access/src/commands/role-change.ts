import { roles } from '@pactwork/contracts/permissions'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'

/** A role of the product. */
export const roleName = z.enum(Object.keys(roles))

/** What granting and withdrawing have in common. */
export const roleChange = z.object({
  userId: idSchema('usr'),
  role: roleName,
  reason: z.string().trim().min(1).max(500),
})
