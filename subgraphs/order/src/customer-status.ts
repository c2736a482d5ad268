import type { OrderStatus } from './order.ts'

/** What a customer is told: stable and free of operations' words (ORD-13). */
export type CustomerStatus =
  | 'ORDER_RECEIVED'
  | 'PREPARING_ORDER'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'CANCELLING'
  | 'CANCELLED'
  | 'UNABLE_TO_COMPLETE'

/** Fallout is ours to mend: a customer keeps reading that we are at it. */
export const customerStatus: Readonly<Record<OrderStatus, CustomerStatus>> = {
  CAPTURED: 'ORDER_RECEIVED',
  VALIDATING: 'ORDER_RECEIVED',
  VALIDATED: 'PREPARING_ORDER',
  DECOMPOSED: 'PREPARING_ORDER',
  IN_PROGRESS: 'IN_PROGRESS',
  FALLOUT: 'IN_PROGRESS',
  COMPLETED: 'COMPLETED',
  CANCELLING: 'CANCELLING',
  CANCELLED: 'CANCELLED',
  FAILED: 'UNABLE_TO_COMPLETE',
}

/** The same as a sentence fragment for people. */
export const customerStatusText: Readonly<Record<CustomerStatus, string>> = {
  ORDER_RECEIVED: 'Order received',
  PREPARING_ORDER: 'Preparing order',
  IN_PROGRESS: 'In progress',
  COMPLETED: 'Completed',
  CANCELLING: 'Cancelling',
  CANCELLED: 'Cancelled',
  UNABLE_TO_COMPLETE: 'Unable to complete',
}
