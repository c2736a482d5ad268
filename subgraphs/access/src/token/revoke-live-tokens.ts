import type { UnitOfWork } from '@pactwork/kernel/database'
import { liveTokens, tokens } from './token.store.ts'
import { revoke } from './token.ts'

/** Whoever may do less from now on loses the tokens that say otherwise; answers how many. */
export async function revokeLiveTokens(
  uow: UnitOfWork,
  userId: string,
  { at, reason }: { at: Date; reason: string },
): Promise<number> {
  const live = await liveTokens(uow, userId, at)
  for (const tokenId of live) {
    const token = await tokens(uow).load(tokenId)
    await tokens(uow).save(token, revoke(token, { at, reason }))
  }

  return live.length
}
