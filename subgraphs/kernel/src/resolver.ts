import type { Command, Result } from './command.ts'
import type { GraphContext } from './graph-context.ts'
import type { MachineRole } from './runtime/call-identity.ts'

type MutationArguments = { input?: unknown; idempotencyKey?: string }

/** The resolver of a command's mutation: `(input, idempotencyKey)` in, a member of its union out. */
export const mutation =
  (command: Command) =>
  (_: unknown, { input, idempotencyKey }: MutationArguments, context: GraphContext): Promise<Result> =>
    context.execute(command, input, idempotencyKey ?? '')

/** The resolver of a query field: who may ask, then the read. */
export const query =
  <Args, Value>(
    rule: { permission: string | null; machines?: readonly MachineRole[] },
    resolve: (args: Args, context: GraphContext) => Promise<Value> | Value,
  ) =>
  (_: unknown, args: Args, context: GraphContext): Promise<Value> | Value => {
    context.require(rule)

    return resolve(args, context)
  }
