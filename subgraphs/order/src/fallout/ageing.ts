import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, type Decision } from '@pactwork/kernel/decision'
import type { DueWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import { isOpen, subjectOf, type Order } from '../order.ts'
import type { FalloutCase } from './fallout-case.ts'
import { caseOf } from './fallout.ts'

/**
 * How many minutes a case may stand open, by severity, before it is said to be ageing; said again at each further
 * mark. A blocker stands in the way of a customer; what waits for a judgement may wait for the next shift.
 */
export const ageingMarks: Readonly<Record<string, readonly number[]>> = {
  BLOCKER: [30, 120, 480, 1_440],
  MANUAL_REVIEW: [240, 1_440, 4_320],
}

export const ageingKind = 'order.fallout-ageing'
const minute = 60_000

type Standing = Pick<FalloutCase, 'severity' | 'openedAt'>

const marksOf = ({ severity, openedAt }: Standing): { minutes: number; at: Date }[] =>
  (ageingMarks[severity] ?? []).map((minutes) => ({
    minutes,
    at: new Date(openedAt.getTime() + minutes * minute),
  }))

/** When a case comes to its next mark; undefined when there is none left or it is closed. */
export const nextMarkOf = (one: FalloutCase, now: Date): Date | undefined =>
  isOpen(one) ? marksOf(one).find(({ at }) => at > now)?.at : undefined

/** When to look at a case for the first time. */
export function ageingOf(one: FalloutCase): DueWork | undefined {
  const at = nextMarkOf(one, one.openedAt)
  const falloutCase = uuidOf('fal', one.id)

  return at && { kind: ageingKind, at, key: falloutCase, payload: { falloutCase } }
}

/** Says that a case has come to a mark: once a mark, and only the last one when nobody looked for a while. */
export function noteAgeing(order: Order, { caseId, at }: { caseId: string; at: Date }): Decision<OrderEvent> {
  const one = caseOf(order, caseId)
  const passed = marksOf(one).filter((mark) => mark.at <= at)
  const last = passed.at(-1)
  if (!isOpen(one) || !last || passed.length <= one.ageingMark) return accept()

  return accept({
    type: 'OrderFalloutAged',
    ...subjectOf(order),
    caseId,
    itemId: one.itemId,
    mark: passed.length,
    minutes: last.minutes,
  })
}
