import { createContext, Script } from 'node:vm'
import { GraphQLError } from 'graphql'

const script = new Script('work()')
const context: { work?: () => void } = createContext({})

/**
 * Runs work that never waits, and interrupts it when it takes longer than so many milliseconds. Apollo's planner
 * finds no end for some operations over a graph with `@interfaceObject`, and would take the process with it. Throws
 * OPERATION_TOO_COMPLEX then, and whatever the work throws.
 */
export function withinTime<Result>(milliseconds: number, work: () => Result): Result {
  const done: { result?: Result } = {}
  const outer = context.work
  context.work = () => {
    done.result = work()
  }
  try {
    script.runInContext(context, { timeout: milliseconds })
  } catch (error) {
    throw isTimeout(error) ? tooComplex() : error
  } finally {
    context.work = outer
  }

  return done.result as Result
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

const tooComplex = (): GraphQLError =>
  new GraphQLError('This operation cannot be planned in time. Ask for less at once.', {
    extensions: { code: 'OPERATION_TOO_COMPLEX', http: { status: 400 } },
  })
