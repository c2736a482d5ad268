import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orderIdOfCase } from '../../fulfillment/find-order.ts'
import { orders } from '../../order.store.ts'
import { nextMarkOf, noteAgeing } from '../ageing.ts'
import { caseOf } from '../fallout.ts'

/** Looks how long a case has stood; answers when to look again, null when that is never. */
export const noteFalloutAgeing = command({
  name: 'noteFalloutAgeing',
  permission: null,
  machines: ['scheduler'],
  input: z.object({ caseId: idSchema('fal') }),
  async handle({ caseId }, { uow, clock }) {
    const at = clock.now()
    const order = await orders(uow).load(await orderIdOfCase(uow, caseId))
    const saved = await orders(uow).save(order, noteAgeing(order, { caseId, at }))

    return {
      __typename: 'NoteFalloutAgeingPayload',
      lookAgainAt: nextMarkOf(caseOf(saved, caseId), at)?.toISOString() ?? null,
    }
  },
})
