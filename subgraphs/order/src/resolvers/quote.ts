import type { GraphContext } from '@pactwork/kernel/graph-context'
import { attemptsOfAcceptances } from '../order-details.ts'
import { maySee, ordersOfAcceptances, ordersOfQuotes } from '../order-views.ts'

type Reference = { id: string }

/** What the order context adds to a quote (M29: nullable, like everything added to another's entity). */
export const Quote = {
  __resolveReference: ({ id }: Reference) => ({ id }),
  async orders({ id }: Reference, _: unknown, context: GraphContext) {
    if (!maySee.order(context)) return null
    const order = await context.load(ordersOfQuotes, id)

    return order === null ? [] : [order]
  },
}

/** What became of an acceptance (M33). */
export const QuoteAcceptance = {
  __resolveReference: ({ id }: Reference) => ({ id }),
  order: ({ id }: Reference, _: unknown, context: GraphContext) => context.load(ordersOfAcceptances, id),
  async captureState({ id }: Reference, _: unknown, context: GraphContext) {
    if (!maySee.order(context)) return null
    if ((await context.load(ordersOfAcceptances, id)) !== null) return 'CAPTURED'

    return (await context.load(attemptsOfAcceptances, id))?.result ?? 'PENDING'
  },
  async captureViolations({ id }: Reference, _: unknown, context: GraphContext) {
    if (!maySee.order(context)) return null

    return (await context.load(attemptsOfAcceptances, id))?.violations ?? []
  },
}
