/** Something took longer than it was given. */
export class TooLate extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`)
    this.name = 'TooLate'
  }
}

/**
 * The work's outcome, or TooLate after so many milliseconds. What has already arrived when a busy process gets
 * round to looking at the clock still counts: one turn of the loop reads it before the deadline is held against it.
 */
export function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new TooLate(milliseconds))), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
