import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import { falloutOpened } from '../fallout/opening.ts'
import { readyItems } from '../fulfillment/readiness.ts'
import { evolveAll } from '../order.evolve.ts'
import { milestone, statusOf, subjectOf, type Order } from '../order.ts'
import type { Plan } from './decompose.ts'

export type Decomposition = {
  readonly plan: Plan
  readonly planId: string
  /** One new id per item of the plan. */
  readonly itemIds: readonly string[]
  readonly caseId: string
}

/** Freezes the plan and releases its first items; without a plan nothing starts (DEC-04, DEC-07). */
export function decomposeOrder(
  order: Order,
  { plan, planId, itemIds, caseId }: Decomposition,
): Decision<OrderEvent> {
  if (order.planId !== null) return accept()
  if (order.captureState !== 'VALIDATED' || statusOf(order) !== 'VALIDATED') {
    return reject('ORDER_NOT_DECOMPOSABLE', { status: statusOf(order) })
  }

  const started: OrderEvent = { type: 'OrderDecompositionStarted', ...subjectOf(order) }
  if (!plan.made) return accept(started, ...refused(order, plan.problems, caseId))

  const decomposed: OrderEvent[] = [
    started,
    {
      type: 'OrderDecomposed',
      ...subjectOf(order),
      planId,
      planHash: plan.hash,
      items: plan.items.map((item, index) => ({
        ...item,
        itemId: itemIds[index] ?? missingId(index),
        dependsOn: [...item.dependsOn],
      })),
    },
    milestone(order, 'ORDER_DECOMPOSED'),
    { type: 'OrderOrchestrationStarted', ...subjectOf(order), planId, itemCount: plan.items.length },
  ]

  return accept(...decomposed, ...readyItems(evolveAll(order, decomposed)))
}

function refused(
  order: Order,
  problems: Extract<Plan, { made: false }>['problems'],
  caseId: string,
): OrderEvent[] {
  const codes = [...new Set(problems.map((problem) => problem.code))]
  const missing = codes.includes('DECOMPOSITION_RULE_MISSING')
  const reason = missing ? 'DECOMPOSITION_RULE_MISSING' : 'DECOMPOSITION_RULE_INVALID'

  return [
    { type: 'OrderDecompositionFailed', ...subjectOf(order), codes },
    falloutOpened(order, { caseId, reason, evidence: { codes } }),
  ]
}

function missingId(index: number): never {
  throw new Error(`The plan's item ${index} was given no id.`)
}
