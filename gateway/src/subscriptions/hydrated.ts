import type { ExecutionResult, FormattedExecutionResult } from 'graphql'

type Events<Event> = AsyncGenerator<Event, undefined>

/** Each event completed, in order, one after the other; leaving frees the source at once. */
export function hydrated(
  source: Events<FormattedExecutionResult>,
  complete: (event: FormattedExecutionResult) => Promise<ExecutionResult>,
): Events<ExecutionResult> {
  const leave = async () => {
    await source.return(undefined)
    return { value: undefined, done: true } as const
  }
  const events: Events<ExecutionResult> = {
    async next() {
      const event = await source.next()
      return event.done ? event : { value: await complete(event.value), done: false }
    },
    return: leave,
    async throw(error: unknown) {
      await leave()
      throw error
    },
    async [Symbol.asyncDispose]() {
      await leave()
    },
    [Symbol.asyncIterator]: () => events,
  }

  return events
}
