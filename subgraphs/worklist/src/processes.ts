/** The processes of `workflow/`, by the name of their folder. */
export const processKeys = [
  'quote-approval',
  'order-fulfillment',
  'fulfillment-reserve',
  'fulfillment-activate',
] as const

export type ProcessKey = (typeof processKeys)[number]

/** The process that carries a capability; undefined when none does. */
export const processOfCapability: Readonly<Record<string, ProcessKey>> = {
  RESERVE: 'fulfillment-reserve',
  ACTIVATE: 'fulfillment-activate',
}

/**
 * How long a wait of each process is at first and at most, in seconds: a minute where a system answers, an hour
 * where a person does (M25).
 */
export const waits: Readonly<Record<ProcessKey, { first: number; cap: number }>> = {
  'quote-approval': { first: 30, cap: 3_600 },
  'order-fulfillment': { first: 2, cap: 60 },
  'fulfillment-reserve': { first: 1, cap: 60 },
  'fulfillment-activate': { first: 1, cap: 60 },
}

/** The stable key of what a process is about (WFL-03). */
export const businessKeyOf = (
  processKey: ProcessKey,
  tenantId: string,
  ...about: (string | number)[]
): string => [processKey, tenantId, ...about].join(':')
