import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { issue } from '../token/token.ts'
import { tokens } from '../token/token.store.ts'
import { users } from '../user.store.ts'

/** How long a user's token opens doors. */
export const tokenLifetime = 3_600_000

/** What a token says of its holder; the endpoint signs it after the commit. */
export const issuedToken = z.object({
  tokenId: z.string(),
  userId: z.string(),
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  issuedAt: z.string(),
  expiresAt: z.string(),
})

/** Notes that a token is given to a user, with the roles of this moment. The endpoint alone calls it. */
export const issueToken = command({
  name: 'issueToken',
  permission: null,
  machines: ['ingress'],
  input: z.object({ tokenId: idSchema('tok'), userId: idSchema('usr'), clientId: z.string() }),

  async handle({ tokenId, userId, clientId }, { uow, clock }) {
    const user = await users(uow).load(userId)
    const expiresAt = new Date(clock.now().getTime() + tokenLifetime)
    const roles = [...user.roles]
    const token = await tokens(uow).create(tokenId, issue({ tokenId, userId, clientId, roles, expiresAt }))

    return {
      __typename: 'IssueTokenPayload',
      tokenId,
      userId,
      roles,
      groups: [...user.groups],
      issuedAt: token.issuedAt.toISOString(),
      expiresAt: token.expiresAt.toISOString(),
    }
  },
})
