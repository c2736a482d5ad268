/** Who a handoff is for. Together with the tenant the business key of an outside effect. */
export type HandoffSubject = {
  readonly orderId: string
  readonly lineId: string
  /** Grows only when the business opens a new attempt after a terminal failure or a cancellation. */
  readonly attempt: number
}

/**
 * The one derivation of an outbound idempotency key (CNF-11, INT-15): what is asked for, of whom, for which line,
 * and the how manieth attempt of the business it is. Repeating a request repeats its key.
 */
export const handoffKey = (
  tenantId: string,
  system: string,
  purpose: string,
  { orderId, lineId, attempt }: HandoffSubject,
): string => [tenantId, orderId, lineId, system, purpose, attempt].join(':')

/** The tenant that a key names; the callback of another tenant is refused by it. */
export const tenantOfKey = (key: string): string => key.split(':', 1)[0] ?? ''
