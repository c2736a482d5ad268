import type { DueWork } from '@pactwork/kernel/database'
import { dueWork, type DueWorkTools } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { readPricedDrafts, type PricedDraft } from '../priced-drafts.store.ts'
import { checkPrice } from './check-price.ts'

const kind = 'quote.check-priced-drafts'
const atATime = 4
const page = 100

/** Looks at all drafts of the tenant because of one fact of another context. */
export const lookAtDrafts = (cause: string, now: Date): DueWork => ({
  kind,
  key: cause,
  at: now,
  payload: {},
})

/**
 * Asks for every priced draft whether its price still holds. What fails for one draft keeps no other from being
 * asked; then all of it is tried again, and what was said already is known.
 */
export const checkPricedDrafts = dueWork({
  kind,
  payload: z.object({}),
  async run(_, tools) {
    const failures: unknown[] = []
    let after: string | undefined
    do {
      const from = after
      const drafts = await tools.read((uow) => readPricedDrafts(uow, { after: from, limit: page }))
      failures.push(...(await checkAll(drafts, tools)))
      after = drafts.length < page ? undefined : drafts.at(-1)?.quoteId
    } while (after && !tools.signal.aborted)
    if (failures.length > 0) throw failures[0]
  },
})

/** What failed. When nothing of a handful could be asked it is an outage, and the rest is not asked. */
async function checkAll(drafts: readonly PricedDraft[], tools: DueWorkTools): Promise<unknown[]> {
  const failures: unknown[] = []
  for (let index = 0; index < drafts.length && !tools.signal.aborted; index += atATime) {
    const some = drafts.slice(index, index + atATime)
    const answers = await Promise.allSettled(some.map((draft) => checkPrice(draft, tools)))
    const failed = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
    if (failed.length === atATime) throw failed[0]
    failures.push(...failed)
  }

  return failures
}
