/** What an event has marked a draft's price with, before anybody asked its owner (M6, M35). */
const earlyMarks: readonly string[] = ['FACTS_CHANGED', 'VALIDITY_PASSED']

/** The mark for what the owner of the price said. */
export const earlyMarkOf = (reasons: readonly { fact: string }[]): string =>
  reasons.every(({ fact }) => fact === 'validUntil') ? 'VALIDITY_PASSED' : 'FACTS_CHANGED'

/** A mark about the facts behind a price, not about the quote: only their owner knows whether it still holds. */
export const isEarlyMark = (staleBecause: string): boolean => earlyMarks.includes(staleBecause)
