import type { Executed } from '../execute/execute.ts'
import { boundedBuffer } from './bounded-buffer.ts'
import type { UpstreamEvent } from './upstream-event.ts'

type InHand = { event: UpstreamEvent; result: Promise<Executed | undefined> }

type Parts = {
  most: { items: number; bytes: number }
  complete: (event: UpstreamEvent) => Promise<Executed | undefined>
  changed: (events: number, bytes: number) => void
}

/** So many events are completed at a time; they are sent in order. */
const ahead = 8

/** The events that wait for one client, in order: the first few are being completed, the others are buffered. */
export function waitingEvents({ most, complete, changed }: Parts) {
  const buffer = boundedBuffer<UpstreamEvent>(most, changed)
  let inHand: InHand[] = []

  return {
    /** False when there is no room. */
    push: buffer.push,
    /** The next one to be sent; it and some behind it are completed from now on. */
    next(): InHand | undefined {
      while (inHand.length < ahead) {
        const event = buffer.shift()
        if (!event) break
        const result = complete(event)
        result.catch(() => {})
        inHand.push({ event, result })
      }

      return inHand[0]
    },
    /** The same, whether it is being completed or not. */
    first: (): UpstreamEvent | undefined => inHand[0]?.event ?? buffer.first(),
    /** Whether that is still the next one. */
    isNext: (one: InHand): boolean => inHand[0] === one,
    /** The next one was sent. */
    shift: () => void inHand.shift(),
    drop(): void {
      inHand = []
      buffer.clear()
    },
    isLow: buffer.isLow,
    room: buffer.room,
    resize: buffer.resize,
  }
}
