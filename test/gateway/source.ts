/** A source of events that counts who follows it. */
export function source<Event>() {
  const followers = new Set<(event: Event) => void>()

  return {
    followers: () => followers.size,
    emit(event: Event): void {
      for (const follower of followers) follower(event)
    },
    follow() {
      const waiting: Event[] = []
      let isOver = false
      let pull: PromiseWithResolvers<void> | undefined
      const take = (event: Event): void => {
        waiting.push(event)
        pull?.resolve()
      }
      followers.add(take)

      /** By hand: a generator could not be ended while nothing comes. */
      const events: AsyncIterableIterator<Event> = {
        async next() {
          while (waiting.length === 0 && !isOver) {
            pull = Promise.withResolvers()
            await pull.promise
          }
          const [value] = waiting.splice(0, 1)

          return isOver || value === undefined ? { value: undefined, done: true } : { value, done: false }
        },
        async return() {
          isOver = true
          followers.delete(take)
          pull?.resolve()

          return { value: undefined, done: true }
        },
        [Symbol.asyncIterator]: () => events,
      }

      return events
    },
  }
}
