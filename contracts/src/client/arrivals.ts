/**
 * What has come and was not taken yet, in order, at most so many. `push` answers false when there is no room; then
 * nothing more is taken in, and whoever reads ends with `full` after the last that had room.
 */
export function arrivals<Item>(most: number, full: () => Error) {
  const items: Item[] = []
  let end: { error: unknown } | undefined
  let waiting: PromiseWithResolvers<void> | undefined

  const wake = (): void => {
    waiting?.resolve()
    waiting = undefined
  }
  const finish = (error?: unknown): void => {
    end ??= { error }
    wake()
  }

  return {
    push(item: Item): boolean {
      if (end) return false
      if (items.length >= most) {
        finish(full())
        return false
      }
      items.push(item)
      wake()
      return true
    },
    /** Nothing more comes; whoever reads ends after what has come, by the error if there is one. */
    finish,
    async *read(): AsyncGenerator<Item, void> {
      for (;;) {
        const item = items.shift()
        if (item !== undefined) yield item
        else if (end) {
          if (end.error !== undefined) throw end.error
          return
        } else {
          waiting ??= Promise.withResolvers()
          await waiting.promise
        }
      }
    },
  }
}
