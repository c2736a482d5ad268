import type { Actor } from '../actor.ts'
import type { Database, UnitOfWork } from '../database.ts'
import { uuidOf } from '../ids.ts'
import { openChannel, type Channel, type Follower } from './feed-channel.ts'
import { cursorCodec, type CursorCodec } from './feed-cursor.ts'
import { onWake } from './wake.ts'

/** A context's feeds in this process: one look per feed and tenant, however many subscribe. */
export type FeedHub = {
  readonly cursors: CursorCodec
  read<Result>(tenantId: string, work: (uow: UnitOfWork) => Promise<Result>): Promise<Result>
  follow(tenantId: string, feed: string): Promise<Follower>
  stop(): Promise<void>
}

/** What a subscription needs of the request: whose it is, with which rights now, and the context's feeds. */
export type FeedContext = {
  readonly actor: { readonly tenantId: string }
  readonly feeds: FeedHub
  /** The actor with the rights of now (seconds old at most); needed by a subscription that `requires` some. */
  readonly present?: () => Promise<Actor>
}

/** Opens the feeds of a context. `cursorKey` signs cursors and must be the same in all its processes. */
export function openFeeds(database: Pick<Database, 'read'>, cursorKey: string | Uint8Array): FeedHub {
  const channels = new Map<string, Channel>()
  /** What tells of work that is done goes first (ADR 0031). */
  const read: FeedHub['read'] = (tenantId, work) => database.read({ tenantId }, work, { first: true })
  const unsubscribe = onWake('feed', (subject) => {
    if (subject === '*') for (const channel of channels.values()) channel.wake()
    else channels.get(subject)?.wake()
  })

  return {
    cursors: cursorCodec(cursorKey),
    read,
    follow(tenantId, feed) {
      const key = `${feed}/${uuidOf('ten', tenantId)}`
      const known = channels.get(key)
      if (known) return known.follow()

      const opened = openChannel(
        feed,
        (work) => read(tenantId, work),
        () => {
          channels.delete(key)
          void opened.stop()
        },
      )
      channels.set(key, opened)

      return opened.follow()
    },
    async stop() {
      unsubscribe()
      await Promise.all([...channels.values()].map((channel) => channel.stop()))
    },
  }
}
