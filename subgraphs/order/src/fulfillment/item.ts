import { mayBecome, type Transitions } from '@pactwork/kernel/decision'

/** Where one unit of execution stands (CNF-07, ADR 0016). */
export type ItemState =
  | 'PENDING'
  | 'READY'
  | 'BLOCKED'
  | 'IN_PROGRESS'
  | 'WAITING_EXTERNAL'
  | 'WAITING_UNKNOWN_OUTCOME'
  | 'COMPLETED'
  | 'FAILED'
  | 'CANCELLED'
  | 'COMPENSATED'

/**
 * What an item's state may become. Back to READY only by a person's decision, with a new attempt (CNF-11); what is
 * READY again may learn the end of the request that still stands.
 */
export const itemTransitions: Transitions<ItemState> = {
  PENDING: ['READY', 'BLOCKED', 'CANCELLED'],
  READY: ['READY', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED'],
  BLOCKED: ['PENDING', 'CANCELLED'],
  IN_PROGRESS: ['WAITING_EXTERNAL', 'WAITING_UNKNOWN_OUTCOME', 'COMPLETED', 'FAILED', 'READY'],
  WAITING_EXTERNAL: ['WAITING_UNKNOWN_OUTCOME', 'COMPLETED', 'FAILED'],
  WAITING_UNKNOWN_OUTCOME: ['WAITING_EXTERNAL', 'COMPLETED', 'FAILED', 'READY'],
  COMPLETED: ['COMPENSATED'],
  FAILED: ['READY', 'COMPLETED', 'CANCELLED'],
  CANCELLED: [],
  COMPENSATED: [],
}

/** A domain execution unit, not a task of the engine (DEC-06). */
export type FulfillmentItem = {
  readonly id: string
  readonly lineId: string
  readonly position: number
  readonly capability: string
  readonly system: string
  readonly dependsOn: readonly string[]
  readonly state: ItemState
  /** 1 at first; grows only when a person decides to try anew. */
  readonly attempt: number
  /** The attempt under whose key the other side is asked: what may have had an effect keeps its key (INT-15). */
  readonly keyAttempt: number
  readonly externalReference: string | null
  readonly errorCode: string | null
}

/** The item in another state. A move the table forbids is a bug of a decider, never data. */
export function become(item: FulfillmentItem, state: ItemState, change: Partial<FulfillmentItem> = {}) {
  if (!mayBecome(itemTransitions, item.state, state)) {
    throw new Error(`A fulfillment item that is ${item.state} cannot become ${state}.`)
  }

  return { ...item, ...change, state }
}

/** Where a line stands, read from its items: the gravest first (ORD-11). */
export function lineStateOf(items: readonly Pick<FulfillmentItem, 'state'>[]): ItemState {
  const states = new Set(items.map((item) => item.state))
  if (states.size === 1) return [...states][0] ?? 'PENDING'

  return gravity.find((state) => states.has(state)) ?? 'IN_PROGRESS'
}

// Completed and pending side by side is neither: such a line is in progress.
const gravity: readonly ItemState[] = [
  'FAILED',
  'WAITING_UNKNOWN_OUTCOME',
  'WAITING_EXTERNAL',
  'IN_PROGRESS',
  'READY',
]
