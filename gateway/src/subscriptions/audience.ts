import type { Caller } from '../trust/caller.ts'
import type { Sink } from './leg.ts'
import type { UpstreamEvent } from './upstream-event.ts'

/** Who follows an upstream, by the token that it has at this moment. */
export type Member = Sink<UpstreamEvent> & { caller(): Caller }

/** Everybody who follows one upstream. Who joins is told what it has missed before anything else. */
export function audience() {
  const members = new Map<Member, UpstreamEvent[]>()

  const catchUp = (member: Member, missed: UpstreamEvent[]): void => {
    while (members.get(member) === missed && missed.length > 0) {
      const [event] = missed.splice(0, 1)
      if (event) member.event(event)
    }
  }

  return {
    size: () => members.size,
    callers: (): Caller[] => [...members.keys()].map((member) => member.caller()),
    /** `place` tells where that is at a moment, if it is known. */
    join(member: Member, missed: readonly UpstreamEvent[], place: () => string | undefined): void {
      const behind = [...missed]
      members.set(member, behind)
      // Not before who joined knows that it did.
      queueMicrotask(() => {
        if (members.get(member) !== behind) return
        const at = place()
        if (at !== undefined && behind.length === 0) member.placed?.(at)
        catchUp(member, behind)
      })
    },
    leave: (member: Member): boolean => members.delete(member),
    tell(event: UpstreamEvent): void {
      for (const [member, missed] of [...members])
        if (missed.length > 0) missed.push(event)
        else member.event(event)
    },
    /** Tells a place to those who wait for nothing before it. */
    placed(cursor: string): void {
      for (const [member, missed] of [...members]) if (missed.length === 0) member.placed?.(cursor)
    },
    /** Lets everybody go; answers who that was, each with what it has not been told yet. */
    dismiss(): [Member, UpstreamEvent[]][] {
      const dismissed = [...members]
      members.clear()

      return dismissed
    },
  }
}
