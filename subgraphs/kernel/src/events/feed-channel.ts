import type { UnitOfWork } from '../database.ts'
import { backoff } from './backoff.ts'
import type { StoredItem } from './feed-item.ts'
import { readHead, readItems } from './feed-read.ts'
import { loop } from './loop.ts'

/** One subscriber's place in a channel: a bounded buffer of what came live. */
export type Follower = {
  /** Takes what has come; `missed` when the buffer was too small or the feed changed under it: read the backlog. */
  take(): { items: StoredItem[]; missed: boolean }
  /** Resolves when there is something to take. */
  arrived(): Promise<void>
  /** Resolves `arrived` though nothing has. */
  rouse(): void
  leave(): void
}

const bufferSize = 256
const pageSize = 200
const lookEvery = 1_000

type Read = <Result>(work: (uow: UnitOfWork) => Promise<Result>) => Promise<Result>

/**
 * Follows one feed of one tenant for all its subscribers of this process: new items are read once, whoever
 * listens. A subscriber that is slower than the feed loses its buffer, never an item: it reads them itself.
 */
export function openChannel(feed: string, read: Read, onEmpty: () => void) {
  const followers = new Set<{ push(items: StoredItem[]): void; upset(): void }>()
  const ready = Promise.withResolvers<void>()
  let place: { epoch: string | undefined; position: number } | undefined
  let failures = 0

  const look = async (): Promise<'more' | number> => {
    const from = place
    const { head, items } = await read(async (uow) => {
      const current = await readHead(uow, feed)
      const whole =
        current &&
        from &&
        current.epoch === (from.epoch ?? current.epoch) &&
        current.trimmedTo <= from.position
      if (!whole || current.position === from.position) return { head: current, items: [] }
      const range = { above: from.position, upTo: current.position, filter: {}, limit: pageSize }

      return { head: current, items: await readItems(uow, feed, range) }
    })
    const last = items.at(-1)
    if (last && head) {
      place = { epoch: head.epoch, position: last.position }
      for (const follower of followers) follower.push(items)
      return last.position < head.position ? 'more' : lookEvery
    }
    const moved =
      from &&
      head &&
      (head.position !== from.position || (from.epoch !== undefined && head.epoch !== from.epoch))
    place = { epoch: head?.epoch, position: head?.position ?? 0 }
    if (moved) for (const follower of followers) follower.upset()
    ready.resolve()

    return lookEvery
  }
  const running = loop(async () => {
    try {
      const next = await look()
      failures = 0
      return next
    } catch {
      failures += 1
      return backoff(failures, 5_000)
    }
  })

  return {
    wake: () => running.wake(),
    stop: () => running.stop(),

    /** Registers live; what is committed after this resolved will arrive. */
    async follow(): Promise<Follower> {
      let buffer: StoredItem[] = []
      let missed = false
      let signal = Promise.withResolvers<void>()
      const own = {
        push(items: StoredItem[]) {
          if (buffer.length + items.length > bufferSize) own.upset()
          else if (!missed) buffer.push(...items)
          signal.resolve()
        },
        upset() {
          buffer = []
          missed = true
          signal.resolve()
        },
      }
      followers.add(own)
      await ready.promise

      return {
        take() {
          const taken = { items: buffer, missed }
          buffer = []
          missed = false
          signal = Promise.withResolvers<void>()
          return taken
        },
        arrived: () => signal.promise,
        rouse: () => signal.resolve(),
        leave() {
          followers.delete(own)
          if (followers.size === 0) onEmpty()
        },
      }
    },
  }
}

export type Channel = ReturnType<typeof openChannel>
