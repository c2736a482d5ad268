import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'

const document = `query IsUser($userId: ID!) { isUser(userId: $userId) }`
const shape = z.object({ isUser: z.boolean() })

/** Whether a user exists in the tenant; `access` knows. */
export async function isUser(ports: Ports, userId: string): Promise<boolean> {
  const { isUser: known } = await ports.query('access', document, { userId }, shape)

  return known
}
