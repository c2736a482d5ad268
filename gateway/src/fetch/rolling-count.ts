/** Counts what happened within the last `window` milliseconds, in tenths of it. Times are the caller's. */
export function rollingCount(window: number) {
  const width = window / 10
  const counts = new Float64Array(10)
  let newest = 0

  /** Empties the tenths that have passed since the last look. */
  const turn = (at: number): void => {
    const now = Math.floor(at / width)
    const passed = Math.min(now - newest, counts.length)
    for (let step = 1; step <= passed; step += 1) counts[(now - passed + step) % counts.length] = 0
    newest = Math.max(now, newest)
  }

  return {
    add(at: number): void {
      turn(at)
      const place = newest % counts.length
      counts[place] = (counts[place] ?? 0) + 1
    },
    sum(at: number): number {
      turn(at)
      return counts.reduce((total, count) => total + count, 0)
    },
    clear(): void {
      counts.fill(0)
    },
  }
}
