import { setImmediate as nextTurn } from 'node:timers/promises'
import { GraphQLError } from 'graphql'

export type NewsItem = {
  __typename: 'News'
  cursor: string
  occurredAt: string
  position: number
  text: string
  secret: string
  person: Person
  subject: Person | Place
  mentions: (Person | Place)[]
}
type Person = { __typename: 'Person'; id: string }
type Place = { __typename: 'Place'; id: string }
export type NewsGap = { __typename: 'FeedGap'; reason: string; cursor: string }

type Arguments = { about?: string | null; after?: string | null; last?: number | null }

/**
 * A feed as a context has it, in memory: items are kept and numbered, a cursor is a place in one epoch and filter, a
 * place that cannot be served yields one gap. Counts who follows.
 */
export function newsFeed() {
  const items: { position: number; about: string; text: string; at: string }[] = []
  const followers = new Set<{ wake(): void }>()
  const opening = { gate: Promise.resolve() }
  let epoch = 1
  let trimmedTo = 0
  let withdrawn = false
  let hidden: { which(position: number): boolean; since: number } = { which: () => false, since: 0 }
  let asked = 0

  const cursorOf = (position: number, about: string | undefined): string =>
    Buffer.from(JSON.stringify([epoch, position, about ?? null])).toString('base64url')
  const placeOf = (cursor: string, about: string | undefined): { position: number; gap?: string } => {
    try {
      const [its, position, filter] = JSON.parse(Buffer.from(cursor, 'base64url').toString())
      if (filter !== (about ?? null)) return { position: items.length, gap: 'OTHER_FILTER' }
      if (its !== epoch) return { position: trimmedTo, gap: 'NEW_EPOCH' }
      return position < trimmedTo ? { position: trimmedTo, gap: 'TRIMMED' } : { position }
    } catch {
      return { position: items.length, gap: 'FORGED' }
    }
  }
  const wakeAll = (): void => followers.forEach((follower) => follower.wake())

  return {
    followers: () => followers.size,
    /** How often somebody wanted to follow. */
    asked: () => asked,
    count: () => items.length,
    latest: (): NewsItem | undefined => {
      const item = items.at(-1)
      return item && newsOf(item, cursorOf(item.position, undefined))
    },
    /** Tells so many news, all at once; each of so many letters. */
    tell(
      count = 1,
      about: (position: number) => string = (position) => `p${position % 3}`,
      letters = 0,
    ): void {
      for (let told = 0; told < count; told += 1) {
        const position = items.length + 1
        items.push({
          position,
          about: about(position),
          text: `news ${position}`.padEnd(letters),
          at: new Date().toISOString(),
        })
      }
      wakeAll()
    },
    /** From now on these concern nobody. */
    hide(which: (position: number) => boolean): void {
      hidden = { which, since: performance.now() }
    },
    hiddenFor: (): number => performance.now() - hidden.since,
    /** Forgets what is older. */
    trim: (to: number) => void (trimmedTo = to),
    beginAnew(): void {
      epoch += 1
      items.length = 0
      trimmedTo = 0
    },
    cursorOf,
    /** Ends everybody's subscription: rights were withdrawn. */
    withdraw(is = true): void {
      withdrawn = is
      wakeAll()
    },
    /** Holds every new subscription, and every page, until the promise resolves. */
    holdOpening: (gate: Promise<void>) => void (opening.gate = gate),

    /** What a reader is told at once: about a hundred items, and where they end. */
    async page({ about: only, after, last }: Arguments) {
      await opening.gate
      if (withdrawn) throw denied()
      const about = only ?? undefined
      const place = after ? placeOf(after, about) : { position: items.length - (last ?? 0) }
      const looked = items.slice(place.position, place.position + 100)
      const shown = looked.filter(
        (item) => (about === undefined || item.about === about) && !hidden.which(item.position),
      )
      const position = place.position + looked.length
      const gap = 'gap' in place && {
        __typename: 'FeedGap' as const,
        reason: place.gap,
        cursor: cursorOf(place.position, about),
      }

      return {
        values: [...(gap ? [gap] : []), ...shown.map((item) => newsOf(item, cursorOf(item.position, about)))],
        cursor: cursorOf(position, about),
        place: { epoch: String(epoch), position },
        more: position < items.length,
        interest: about === undefined ? [] : [[`about:${about}`]],
      }
    },
    /** That there is something, for whoever it is; the first says from where on. */
    async entries({ after }: Arguments) {
      const values = await this.follow({ after })
      let isBegun = Boolean(after)
      const begun = {
        cursor: cursorOf(items.length, undefined),
        place: { epoch: String(epoch), position: items.length },
        tags: null,
        audience: null,
      }
      const entryOf = (value: NewsItem | NewsGap) => ({
        cursor: value.cursor,
        place: {
          epoch: String(epoch),
          position: value.__typename === 'News' ? value.position : placeOf(value.cursor, undefined).position,
        },
        tags: value.__typename === 'News' ? [`about:${value.person.id}`] : null,
        audience: null,
      })
      const entries: AsyncIterableIterator<typeof begun | ReturnType<typeof entryOf>> = {
        async next() {
          if (!isBegun) {
            isBegun = true
            return { value: begun, done: false }
          }
          const { value, done } = await values.next()
          return done ? { value: undefined, done } : { value: entryOf(value), done: false }
        },
        async return() {
          await values.return?.()
          return { value: undefined, done: true }
        },
        [Symbol.asyncIterator]: () => entries,
      }

      return entries
    },

    async follow({
      about: only,
      after,
      last,
    }: Arguments): Promise<AsyncIterableIterator<NewsItem | NewsGap>> {
      asked += 1
      await opening.gate
      const about = only ?? undefined
      const place = after ? placeOf(after, about) : { position: items.length - (last ?? 0) }
      let { position } = place
      let gap = 'gap' in place ? place.gap : undefined
      let waiting: PromiseWithResolvers<void> | undefined
      let isOver = false
      const follower = { wake: () => waiting?.resolve() }
      followers.add(follower)

      const over = { value: undefined, done: true } as const
      const values: AsyncIterableIterator<NewsItem | NewsGap> = {
        async next() {
          for (;;) {
            if (isOver) return over
            if (withdrawn) {
              followers.delete(follower)
              throw denied()
            }
            if (gap !== undefined) {
              const value = { __typename: 'FeedGap' as const, reason: gap, cursor: cursorOf(position, about) }
              gap = undefined
              return { value, done: false }
            }
            // A page at a time, as from a database.
            if (position % 100 === 0) await nextTurn()
            const item = items[position]
            if (item) {
              position += 1
              if ((about === undefined || item.about === about) && !hidden.which(item.position))
                return { value: newsOf(item, cursorOf(position, about)), done: false }
              continue
            }
            waiting = Promise.withResolvers()
            await waiting.promise
          }
        },
        async return() {
          isOver = true
          followers.delete(follower)
          waiting?.resolve()
          return over
        },
        [Symbol.asyncIterator]: () => values,
      }

      return values
    },
  }
}

const denied = (): GraphQLError =>
  new GraphQLError('You may not follow this any more.', { extensions: { code: 'DENIED' } })

export type NewsFeed = ReturnType<typeof newsFeed>

const newsOf = (
  { position, about, text, at }: { position: number; about: string; text: string; at: string },
  cursor: string,
): NewsItem => ({
  __typename: 'News',
  cursor,
  occurredAt: at,
  position,
  text,
  secret: `secret ${position}`,
  person: { __typename: 'Person', id: about },
  subject: position % 2 === 0 ? { __typename: 'Place', id: about } : { __typename: 'Person', id: about },
  mentions: [
    { __typename: 'Person', id: about },
    { __typename: 'Place', id: 'here' },
    { __typename: 'Person', id: 'p1' },
  ],
})
