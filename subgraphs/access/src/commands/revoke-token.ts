import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { revoke } from '../token/token.ts'
import { tokens } from '../token/token.store.ts'

/** Makes a token worthless before it expires; verifiers learn of it within five seconds. */
export const revokeToken = command({
  name: 'revokeToken',
  permission: 'access:administer',
  input: z.object({ tokenId: idSchema('tok'), reason: z.string().trim().min(1).max(500) }),
  reason: ({ reason }) => reason,

  async handle({ tokenId, reason }, { uow, clock }) {
    const token = await tokens(uow).load(tokenId)
    const saved = await tokens(uow).save(token, revoke(token, { at: clock.now(), reason }))

    return { __typename: 'RevokeTokenPayload', tokenId, user: { id: saved.userId } }
  },
})
