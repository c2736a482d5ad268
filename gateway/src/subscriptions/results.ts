import type { ExecutionResult } from 'graphql'
import type { Delivery } from './subscriber.ts'

type Results = AsyncGenerator<ExecutionResult, undefined>

const over = { value: undefined, done: true } as const

/** What of each delivery the client is sent. */
export function resultsOf(deliveries: AsyncGenerator<Delivery, undefined>): Results {
  const leave = async () => {
    await deliveries.return(undefined)
    return over
  }
  const results: Results = {
    async next() {
      const { value } = await deliveries.next()
      return value ? { value: value.result, done: false } : over
    },
    return: leave,
    async throw(error: unknown) {
      await leave()
      throw error
    },
    async [Symbol.asyncDispose]() {
      await leave()
    },
    [Symbol.asyncIterator]: () => results,
  }

  return results
}
