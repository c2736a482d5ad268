/** Events waiting for a client; more than this and the client is told to come back with its cursor. */
const capacity = 1_000

/**
 * A bounded queue between a source that pushes and an iterator that pulls. `return()` answers at once, also
 * while nobody pushes: a generator would wait for its next event and keep its source alive until then.
 */
export function eventQueue<Event>({ released, full }: { released: () => void; full: () => Error }) {
  const waiting: Event[] = []
  const pulls: PromiseWithResolvers<IteratorResult<Event, undefined>>[] = []
  let end: { error?: Error } | undefined

  const over = { value: undefined, done: true } as const
  const finish = (error?: Error): void => {
    if (end) return
    end = error ? { error } : {}
    for (const pull of pulls.splice(0)) settle(pull)
    released()
  }
  const settle = (pull: PromiseWithResolvers<IteratorResult<Event, undefined>>): void => {
    const failure = end?.error
    end = {}
    if (failure) pull.reject(failure)
    else pull.resolve(over)
  }

  const events: AsyncGenerator<Event, undefined> = {
    async next() {
      const event = waiting.shift()
      if (event !== undefined) return { value: event, done: false }

      const pull = Promise.withResolvers<IteratorResult<Event, undefined>>()
      if (end) settle(pull)
      else pulls.push(pull)
      return pull.promise
    },
    async return() {
      waiting.length = 0
      finish()
      return over
    },
    async throw(error: Error) {
      waiting.length = 0
      finish(error)
      throw error
    },
    async [Symbol.asyncDispose]() {
      await events.return(undefined)
    },
    [Symbol.asyncIterator]: () => events,
  }

  return {
    events,
    push(event: Event): void {
      if (end) return
      const pull = pulls.shift()
      if (pull) pull.resolve({ value: event, done: false })
      else if (waiting.length < capacity) waiting.push(event)
      else finish(full())
    },
    finish,
  }
}
