import { openLeg, type End, type Follow, type Leg } from './leg.ts'

type Placed = { cursor: string | undefined }

type Relay<Event> = {
  follow: Follow<Event>
  /** The cursor to begin behind. */
  after: string | undefined
  /** False where there is no room: the event is fetched again when `resume` says so. */
  take(event: Event): boolean
  /** It has come to a place where nothing more was. */
  placed?(cursor: string): void
  ended(end: End): void
  /** Milliseconds. */
  overlapMs: number
}

/** More than this is not held back while a source is followed twice. */
const mostHeld = 1_000

/**
 * Follows a source and knows its place in it: it can pause, go on behind the last event that was taken, and move to
 * another way to the same source. No event is lost or told twice by that. On a quiet source whose place is not known
 * yet the new way is opened beside the old one: the first event of the old one tells the place; if none comes for
 * `overlapMs`, the new one takes over with what it has brought.
 */
export function relay<Event extends Placed>({ follow, after, take, placed, ended, overlapMs }: Relay<Event>) {
  let way = follow
  let place = after
  let leg: Leg | undefined
  let spare: { leg: Leg; held: Event[]; reached: string | undefined; timer: NodeJS.Timeout } | undefined
  let isOver = false

  const start = (): Leg => openLeg(way, place, { event: taken, placed: arrived, ended: mainEnded })
  const pause = (): void => {
    dropSpare()
    leg?.close()
    leg = undefined
  }
  const restart = (): void => {
    pause()
    leg = start()
  }

  const deliver = (event: Event): void => {
    if (take(event)) place = event.cursor
    else pause()
  }
  const settled = (): void => {
    if (spare && leg && place !== undefined) restart()
  }
  const taken = (event: Event): void => {
    deliver(event)
    settled()
  }
  const arrived = (cursor: string): void => {
    place = cursor
    placed?.(cursor)
    settled()
  }
  const mainEnded = (end: End): void => {
    leg = undefined
    if (spare && (end.kind === 'forbidden' || end.kind === 'lost')) return takeOver()
    dropSpare()
    ended(end)
  }

  const openSpare = (): void => {
    dropSpare()
    const held: Event[] = []
    const isSpare = (): boolean => spare?.held === held
    const timer = setTimeout(() => takeOver(), overlapMs)
    const next = openLeg(way, undefined, {
      event(event) {
        if (!spare || !isSpare()) return taken(event)
        spare.reached = undefined
        held.push(event)
        if (held.length >= mostHeld) takeOver()
      },
      placed(cursor) {
        if (!spare || !isSpare()) return arrived(cursor)
        spare.reached = cursor
      },
      ended(end) {
        if (!isSpare()) return mainEnded(end)
        pause()
        return ended(end)
      },
    })
    spare = { leg: next, held, reached: undefined, timer }
  }
  const dropSpare = (): void => {
    clearTimeout(spare?.timer)
    spare?.leg.close()
    spare = undefined
  }
  const takeOver = (): void => {
    if (!spare) return
    const { leg: next, held, reached, timer } = spare
    clearTimeout(timer)
    spare = undefined
    leg?.close()
    leg = next
    for (const event of held) if (leg === next) deliver(event)
    if (leg === next && reached !== undefined) arrived(reached)
  }

  return {
    /** The cursor behind which it would go on; undefined where that is not known. */
    place: () => place,
    /** Opens the way, at the place that was reached. */
    resume(): void {
      if (!isOver) leg ??= start()
    },
    /** Takes another way from now on, at the place that was reached or at another one. */
    move(next: Follow<Event>, from = place): void {
      way = next
      place = from
      if (!leg || isOver) return
      if (place === undefined) openSpare()
      else restart()
    },
    close(): void {
      isOver = true
      pause()
    },
  }
}
