import { outcomeOf, type Handoff } from './handoff.ts'
import type { Timing } from './timing.ts'

/** What a handoff needs next, and from when on. */
export type Step = { readonly do: 'TELL' | 'SEND' | 'LOSE' | 'ASK'; readonly at: Date }

/** The next step, or undefined when all is said and done. Every saved version leaves due work for its own. */
export function nextStep(handoff: Handoff, timing: Timing): Step | undefined {
  const outcome = outcomeOf(handoff)
  if (outcome !== null && outcome !== handoff.told) return { do: 'TELL', at: handoff.updatedAt }

  switch (handoff.state) {
    case 'CREATED':
      return { do: 'SEND', at: handoff.createdAt }
    case 'RETRY_SCHEDULED':
      return { do: 'SEND', at: handoff.nextRetryAt ?? handoff.updatedAt }
    case 'SENT':
      return { do: 'LOSE', at: after(handoff.sentAt ?? handoff.updatedAt, timing.requestMs + timing.graceMs) }
    case 'PENDING':
    case 'UNKNOWN':
      return { do: 'ASK', at: handoff.nextAskAt ?? handoff.updatedAt }
    case 'RECONCILING':
      return { do: 'ASK', at: askAt(handoff, timing) }
    default:
      return undefined
  }
}

/** One whose question was decided but not yet put (a resumed one, an early callback) is asked at once. */
const askAt = ({ askedFrom, updatedAt }: Handoff, timing: Timing): Date =>
  askedFrom === 'CREATED' || askedFrom === 'FALLOUT'
    ? updatedAt
    : after(updatedAt, timing.askMs + timing.graceMs)

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms)
