const over = { value: undefined, done: true } as const

/**
 * Values one by one until there are no more (undefined). `return()` leaves at once, also while nothing comes: a
 * generator would wait for its next value and keep its source alive until then.
 */
export function endable<Value>(
  next: () => Promise<Value | undefined>,
  leave: () => void,
): AsyncGenerator<Value, undefined> {
  const values: AsyncGenerator<Value, undefined> = {
    async next() {
      const value = await next()

      return value === undefined ? over : { value, done: false }
    },
    async return() {
      leave()
      return over
    },
    async throw(error: unknown) {
      leave()
      throw error
    },
    async [Symbol.asyncDispose]() {
      leave()
    },
    [Symbol.asyncIterator]: () => values,
  }

  return values
}
