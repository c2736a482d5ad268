import type { UpstreamEvent } from './upstream-event.ts'

/** More than this is not remembered, however young it is. */
const most = { events: 200, bytes: 262_144 }

/**
 * The last events of an upstream: who has seen one of them can be told what came since, without asking the owner.
 * They are forgotten while those who had the right to them a moment ago still have it.
 */
export function trail(after: string | undefined, freshMs: number) {
  /** The place before the first of the events; undefined where it is not known. */
  let start = after
  let events: UpstreamEvent[] = []
  let bytes = 0
  let timer: NodeJS.Timeout | undefined

  const drop = (): void => {
    const oldest = events.shift()
    if (!oldest) return
    start = oldest.cursor
    bytes -= oldest.bytes
  }
  const forget = (): void => {
    clearTimeout(timer)
    while (events[0] && !isFresh(events[0], freshMs)) drop()
    timer = events[0] && setTimeout(forget, freshMs)
  }

  return {
    add(event: UpstreamEvent): void {
      events.push(event)
      bytes += event.bytes
      while (events.length > most.events || bytes > most.bytes) drop()
      timer ??= setTimeout(forget, freshMs)
    },
    /** What came behind a place, in order; undefined where that is not known. */
    since(place: string): readonly UpstreamEvent[] | undefined {
      forget()
      if (place === start) return [...events]
      const index = events.findLastIndex(({ cursor }) => cursor === place)

      return index < 0 ? undefined : events.slice(index + 1)
    },
    clear(): void {
      clearTimeout(timer)
      events = []
    },
  }
}

/** Whether its owner has let it through so lately that it may be told without asking again. */
export const isFresh = ({ at }: UpstreamEvent, freshMs: number): boolean => performance.now() - at <= freshMs
