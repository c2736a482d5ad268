import type { z } from 'zod'
import type { CommandAnswer } from './graphql.ts'
import type { Outcome } from './outcome.ts'

/** What a step may use: its variables, its identity and the contexts' public API. Nothing external. */
export type Step<Variables> = {
  variables: Variables
  processInstanceId: string
  /** Stays the same however often this step is tried: the idempotency key of its command (M26). */
  activityInstanceId: string
  /** Calls one command of a context. Refusals are answers; outages are thrown. */
  command: (context: string, document: string, input: Record<string, unknown>) => Promise<CommandAnswer>
  /** Asks a context. */
  query: <Data>(
    context: string,
    document: string,
    variables: Record<string, unknown>,
    schema: z.ZodType<Data>,
  ) => Promise<Data>
}

/** One topic: the variables it reads, as a contract, and what it does. */
export type Worker<Variables extends z.ZodObject = z.ZodObject> = {
  /** Carries the name of the process it serves. */
  topic: string
  variables: Variables
  run(step: Step<z.infer<Variables>>): Promise<Outcome>
}

/** A worker whose step is bound to its contract; the runner sees only that it can be run. */
export type RunnableWorker = {
  topic: string
  variableNames: string[]
  run(raw: Record<string, unknown>, step: Omit<Step<never>, 'variables'>): Promise<Outcome>
}

/** Ties a step to its contract: variables that break it never reach the step. */
export function defineWorker<Variables extends z.ZodObject>(worker: Worker<Variables>): RunnableWorker {
  return {
    topic: worker.topic,
    variableNames: Object.keys(worker.variables.shape),
    run: async (raw, step) => worker.run({ ...step, variables: worker.variables.parse(raw) }),
  }
}
