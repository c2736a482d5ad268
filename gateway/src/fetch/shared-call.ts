import { copied } from '../execute/tree.ts'
import type { SubgraphAnswer } from '../execute/subgraph-fetch.ts'
import type { Operation } from '../operation.ts'

type Waiter = {
  operation: Operation
  /** The call is made in its name. */
  leads: boolean
  resolve: (answer: SubgraphAnswer | Promise<SubgraphAnswer>) => void
  reject: (error: unknown) => void
  leave: () => void
}

type SharedCall = {
  /** The error of a waiter whose operation ended before the answer came. */
  ended: (operation: Operation) => Error
  /** Asks again in the name of one waiter alone. */
  alone: (operation: Operation) => Promise<SubgraphAnswer>
  /** Nobody waits any more. */
  abandoned: () => void
}

/**
 * One call that several operations wait for. Each waits for as long as its own time lasts; the call is aborted when
 * the last of them has left. Each gets an answer that is its own to change.
 */
export function sharedCall({ ended, alone, abandoned }: SharedCall) {
  const stop = new AbortController()
  let waiters: Waiter[] = []

  const leave = (waiter: Waiter): void => {
    waiters = waiters.filter((other) => other !== waiter)
    waiter.reject(ended(waiter.operation))
    if (waiters.length > 0) return
    abandoned()
    stop.abort(waiter.operation.signal.reason)
  }

  /** All at once, so that nobody can change an answer before the others have their copies. */
  const release = (answer: (waiter: Waiter, index: number) => void): void => {
    const released = waiters
    waiters = []
    for (const { operation, leave } of released) operation.signal.removeEventListener('abort', leave)
    for (const [index, waiter] of released.entries()) answer(waiter, index)
  }

  return {
    signal: stop.signal,

    wait(operation: Operation, leads: boolean): Promise<SubgraphAnswer> {
      return new Promise((resolve, reject) => {
        const waiter: Waiter = { operation, leads, resolve, reject, leave: () => leave(waiter) }
        waiters.push(waiter)
        operation.signal.addEventListener('abort', waiter.leave)
      })
    },

    answered(answer: SubgraphAnswer): void {
      const refused = isOnesOwn(answer)
      const last = waiters.length - 1
      release(({ operation, leads, resolve }, index) => {
        // The token of the one in whose name it was asked is no good any more, or his time is over; that says nothing
        // of the others'.
        if (refused && !leads) resolve(alone(operation))
        else resolve(index === last ? answer : copied(answer))
      })
    },

    failed(error: unknown): void {
      release(({ reject }) => reject(error))
    },
  }
}

/** Codes of what a subgraph refuses because of the one who asks. */
const ownCodes: ReadonlySet<unknown> = new Set(['UNAUTHENTICATED', 'DEADLINE_EXCEEDED'])

const isOnesOwn = ({ errors }: SubgraphAnswer): boolean =>
  errors?.some(({ extensions }) => ownCodes.has(extensions?.['code'])) ?? false
