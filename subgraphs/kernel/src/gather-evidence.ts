import type { Command } from './command.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Invocation } from './execute.ts'

/** What a command has to know of others before it decides; asked outside any unit of work (M1). */
export async function gatherEvidence(
  runtime: ContextRuntime,
  command: Command,
  { input, key, call }: { input: unknown; key: string; call: Invocation },
): Promise<unknown> {
  const { actor, correlation } = call
  await runtime.settings.prefetch(actor.tenantId)

  return command.gather?.(input, {
    actor,
    tenantId: actor.tenantId,
    clock: runtime.clock,
    businessDate: () => runtime.settings.businessDate(actor.tenantId),
    ports: runtime.portsFor(actor, correlation),
    correlationId: correlation.correlationId,
    idempotencyKey: key,
    read: (work) => runtime.database.read(actor, work),
  })
}
