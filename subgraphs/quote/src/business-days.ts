const day = 86_400_000

/** How many business days `until` comes after `from`; negative when it came before. */
export const daysBetween = (from: string, until: string): number =>
  Math.round((Date.parse(until) - Date.parse(from)) / day)

/**
 * When to look at something that comes in so many business days. The business date decides and may be set: the
 * real clock only says when to ask (M28).
 */
export const inDays = (now: Date, days: number): Date => new Date(now.getTime() + Math.max(0, days) * day)
