import type { z } from 'zod'
import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { UnitOfWork } from './database.ts'
import type { Rejected } from './decision.ts'
import type { newId } from './ids.ts'
import type { Ports } from './ports.ts'
import type { MachineRole } from './runtime/call-identity.ts'

/** A result is plain JSON: the member of the mutation's union, ids, versions, codes (M4). */
export type Result = { readonly __typename: string } & Readonly<Record<string, unknown>>

/** What `gather` may use: everything outside, nothing of the transaction that follows. */
export type Gather = {
  readonly actor: Actor
  readonly tenantId: string
  readonly clock: Clock
  businessDate(): string
  readonly ports: Ports
  readonly correlationId: string
  readonly idempotencyKey: string
  read<Value>(work: (uow: UnitOfWork) => Promise<Value>): Promise<Value>
}

/** What a handler may use: the unit of work, who and when, and the evidence gathered before. */
export type Handling<Evidence> = {
  readonly uow: UnitOfWork
  readonly actor: Actor
  readonly clock: Clock
  businessDate(): string
  readonly evidence: Evidence
  readonly correlationId: string
  readonly newId: typeof newId
}

export type CommandDefinition<Input extends z.ZodType, Evidence> = {
  /** The mutation's name; also the operation in idempotency records and audit entries. */
  readonly name: string
  readonly description?: string
  /** What a user needs; null: no user may, only the machines named. */
  readonly permission: string | null
  readonly machines?: readonly MachineRole[]
  readonly input: Input
  /** A business key (acceptance, handoff): replaces the caller's key and never expires (M4). */
  readonly key?: (input: z.infer<Input>) => string
  /** The reason given, for the audit entry. */
  readonly reason?: (input: z.infer<Input>) => string | undefined
  /** Evidence from other contexts, asked outside any transaction (M1, M6). */
  readonly gather?: (input: z.infer<Input>, gather: Gather) => Promise<Evidence>
  /** After a refusal was rolled back, in the same transaction: what has to outlive it, such as a log of attempts. */
  readonly refused?: (
    input: z.infer<Input>,
    rejected: Rejected,
    handling: Handling<Evidence>,
  ) => Promise<void>
  /** Load, decide, save. */
  readonly handle: (input: z.infer<Input>, handling: Handling<Evidence>) => Promise<Result>
}

/** A command whose input and evidence types are known only inside. */
export type Command = CommandDefinition<z.ZodType, unknown>

/**
 * Declares a command: one intent, one mutation, one file. `execute` of the context carries it out: parse,
 * authenticate, authorize, replay, gather, unit of work (M1).
 */
export function command<Input extends z.ZodType, Evidence = undefined>(
  definition: CommandDefinition<Input, Evidence>,
): Command {
  return definition as unknown as Command
}
