import type { FaultPoint } from '@pactwork/kernel/runtime/fault-point'

/** One cell of the kill matrix: which process dies, and in which window. */
export type Cell = { name: string; process: string } & (
  | { at: FaultPoint; detail?: string }
  /** Killed from outside when the order reaches a milestone. */
  | { onMilestone: string }
)

const window = (process: string, at: FaultPoint, detail?: string): Cell => ({
  name: `${process} dies at ${at}${detail ? ` of ${detail}` : ''}`,
  process,
  at,
  ...(detail && { detail }),
})
const outside = (process: string, onMilestone: string): Cell => ({
  name: `${process} is killed when ${onMilestone} is reached`,
  process,
  onMilestone,
})

/** Every window in which something could be lost or doubled, if it could be. */
export const cells: readonly Cell[] = [
  window('api', 'command.before-commit', 'submitQuote'),
  window('api', 'command.after-commit', 'submitQuote'),
  window('api', 'command.before-commit', 'approveQuote'),
  window('api', 'command.after-commit', 'approveQuote'),
  window('api', 'command.before-commit', 'acceptQuote'),
  window('api', 'command.after-commit', 'acceptQuote'),
  window('consumer', 'command.before-commit', 'captureOrder'),
  window('consumer', 'command.after-commit', 'captureOrder'),
  window('consumer', 'command.before-commit', 'decomposeOrder'),
  window('consumer', 'command.after-commit', 'decomposeOrder'),
  window('consumer', 'consumer.before-position', 'order.capture-accepted-quote'),
  window('consumer', 'projection.before-commit'),
  window('relay', 'relay.after-publish', 'quote'),
  window('relay', 'relay.after-publish', 'order'),
  window('relay', 'relay.after-publish', 'inventory'),
  window('scheduler', 'scheduler.after-lease'),
  window('scheduler', 'handoff.after-sent', 'inventory'),
  window('scheduler', 'handoff.after-sent', 'order'),
  window('scheduler', 'handoff.after-answer', 'inventory'),
  window('scheduler', 'handoff.after-answer', 'order'),
  window('scheduler', 'scheduler.before-end'),
  window('worker', 'worker.after-lock'),
  window('worker', 'worker.before-complete'),
  window('gateway', 'gateway.before-answer', 'AcceptQuote'),
  window('gateway', 'subscription.before-event'),
  window('inventory', 'simulator.after-journal', 'inventory'),
  window('provisioning', 'simulator.after-journal', 'provisioning'),
  outside('kafka', 'ORDER_CAPTURED'),
  outside('camunda', 'ORDER_DECOMPOSED'),
  outside('postgres', 'ORDER_CAPTURED'),
  outside('api', 'FULFILLMENT_STARTED'),
  outside('relay', 'ORDER_CAPTURED'),
  outside('worker', 'ORDER_DECOMPOSED'),
  outside('gateway', 'ORDER_CAPTURED'),
]
