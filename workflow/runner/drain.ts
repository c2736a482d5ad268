/** Counts work in hand and tells when there is none. */
export function inHand() {
  let count = 0
  let waiting: (() => void)[] = []

  return {
    get count() {
      return count
    },
    async during<Result>(work: () => Promise<Result>): Promise<Result> {
      count += 1
      try {
        return await work()
      } finally {
        count -= 1
        if (count === 0) {
          for (const tell of waiting) tell()
          waiting = []
        }
      }
    },
    /** Resolves when nothing is in hand. */
    async none(): Promise<void> {
      if (count > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
