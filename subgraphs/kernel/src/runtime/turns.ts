type Waiting = { begin(): void }

/** Runs work when it has its turn; `first`: before all that waits without it. */
export type Turns = <Result>(work: () => Promise<Result>, options: { first: boolean }) => Promise<Result>

/**
 * So much work at a time, the rest in the order in which it came; what goes first passes the others, but leaves them one
 * of several turns. Work that has no turn within that many milliseconds fails with a TimeoutError.
 */
export function turns(atOnce: number, within: number): Turns {
  const mostFirst = Math.max(1, atOnce - 1)
  const queues = { first: new Set<Waiting>(), others: new Set<Waiting>() }
  const running = { first: 0, others: 0 }

  const next = (): void => {
    while (running.first + running.others < atOnce) {
      const mayPass = running.first < mostFirst || queues.others.size === 0
      const queue = queues.first.size > 0 && mayPass ? 'first' : 'others'
      const [waiting] = queues[queue]
      if (!waiting) return
      queues[queue].delete(waiting)
      running[queue] += 1
      waiting.begin()
    }
  }

  const turn = (queue: 'first' | 'others'): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiting = {
        begin() {
          clearTimeout(late)
          resolve()
        },
      }
      const late = setTimeout(() => {
        queues[queue].delete(waiting)
        reject(new DOMException(`No turn came within ${within} ms.`, 'TimeoutError'))
      }, within)
      queues[queue].add(waiting)
      next()
    })

  return async (work, { first }) => {
    const queue = first ? 'first' : 'others'
    await turn(queue)
    try {
      return await work()
    } finally {
      running[queue] -= 1
      next()
    }
  }
}
