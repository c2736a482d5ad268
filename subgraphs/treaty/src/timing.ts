import { z } from 'zod'

const ms = z.int().positive()

/** How long a treaty waits, and how often it tries. Milliseconds. */
export const timing = z.object({
  /** For the answer to a request; after it the outcome is unknown. */
  requestMs: ms,
  /** For the answer to a question. */
  askMs: ms,
  /** After a send, until "never heard of it" may be believed. */
  settleMs: ms,
  /** How often the same key is sent again after the other side said that it knows nothing of it. */
  resendAttempts: z.int().min(0),
  /** How often it is sent again after an answer that says nothing was done (503). */
  technicalAttempts: z.int().min(0),
  /** Between tries and between questions. */
  backoff: z.object({ firstMs: ms, factor: z.number().min(1), capMs: ms }),
  /** Between questions while the system says that it is at work. */
  pendingAskMs: ms,
  /** From the first send until a person takes over. */
  answerWithinMs: ms,
  /** After a deadline, before somebody else takes over from a process that may have died. */
  graceMs: ms,
})

export type Timing = z.infer<typeof timing>

export const standardTiming: Timing = {
  requestMs: 5_000,
  askMs: 3_000,
  settleMs: 5_000,
  resendAttempts: 2,
  technicalAttempts: 30,
  backoff: { firstMs: 250, factor: 2, capMs: 15_000 },
  pendingAskMs: 10_000,
  answerWithinMs: 15 * 60_000,
  graceMs: 3_000,
}

/** The n-th wait (from 0), spread by a fraction in [0, 1) so that a recovering system is not hit by all at once. */
export function backoffMs({ backoff }: Pick<Timing, 'backoff'>, n: number, spread: number): number {
  const full = Math.min(backoff.capMs, backoff.firstMs * backoff.factor ** n)

  return Math.round(full * (0.75 + 0.5 * spread))
}

/** A fraction in [0, 1) that belongs to an id: the same one every time. */
export function spreadOf(id: string): number {
  let sum = 0
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9973

  return sum / 9973
}
