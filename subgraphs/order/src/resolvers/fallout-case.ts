import type { GraphContext } from '@pactwork/kernel/graph-context'
import { allowedActions, falloutReasons, type FalloutCase as Case } from '../fallout/fallout-case.ts'
import { caseOf } from '../fallout/fallout.ts'
import { maySee, ordersOfCases } from '../order-views.ts'
import type { Order } from '../order.ts'

type Parent = { id: string }

/** A field of a case; null for those who may not see fallout. */
const of =
  <Value>(read: (one: Case, order: Order) => Value) =>
  async ({ id }: Parent, _: unknown, context: GraphContext): Promise<Value | null> => {
    if (!maySee.fallout(context)) return null
    const order = await context.load(ordersOfCases, id)

    return order === null ? null : read(caseOf(order, id), order)
  }

export const FalloutCase = {
  __resolveReference: async ({ id }: Parent, context: GraphContext) =>
    maySee.fallout(context) && (await context.load(ordersOfCases, id)) ? { id } : null,
  order: of((_, order) => order),
  item: of((one) => (one.itemId === null ? null : { id: one.itemId })),
  state: of((one) => one.state),
  phase: of((one) => one.phase),
  severity: of((one) => one.severity),
  reasonCode: of((one) => one.reasonCode),
  description: of((one) => falloutReasons[one.reasonCode].text),
  allowedActions: of((one) => allowedActions(one.reasonCode)),
  evidence: of((one) => one.evidence),
  ownerGroup: of((one) => one.ownerGroup),
  assignee: of((one) => (one.assigneeId === null ? null : { id: one.assigneeId })),
  openedAt: of((one) => one.openedAt),
  resolvedAt: of((one) => one.resolvedAt),
  resolution: of((one) => one.resolution),
  ageingMark: of((one) => one.ageingMark),
}
