import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'

const document = `query IsUser($userId: ID!) { isUser(userId: $userId) }`
const shape = z.object({ isUser: z.boolean() })

/** Whether somebody is a user of the tenant; `access` knows. */
export const isUser = async (ports: Ports, userId: string): Promise<boolean> =>
  (await ports.query('access', document, { userId }, shape)).isUser
