import { machineActor } from '../actor.ts'
import type { Clock } from '../clock.ts'
import type { Command, Result } from '../command.ts'
import type { ContextRuntime } from '../context-runtime.ts'
import type { Correlation } from '../correlation.ts'
import type { UnitOfWork } from '../database.ts'
import { execute } from '../execute.ts'
import type { Ports } from '../ports.ts'
import type { MachineRole } from '../runtime/call-identity.ts'
import { Outage } from './outage.ts'

/** What consumers and due work may use; all of it acts in the tenant of the event or the work. */
export type EventTools = {
  /**
   * Carries out a command of the own context as this machine. Answers the payload or the rejection; what only
   * says "not now" (evidence or a lock not to be had) is thrown as an outage and tried again.
   */
  execute(command: Command, input: unknown, options: { key: string }): Promise<Result>
  readonly ports: Ports
  /** A short read-only unit of work. */
  read<Value>(work: (uow: UnitOfWork) => Promise<Value>): Promise<Value>
  readonly clock: Clock
  readonly correlationId: string
  readonly tenantId: string
}

export type ToolsScope = {
  machine: MachineRole
  tenantId: string
  /** Whose intent it was, by event or command (M13). */
  onBehalfOf?: string
  correlation: Correlation
}

const notNow = new Set(['EVIDENCE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'CONCURRENT_CHANGE'])

export function toolsFor(
  runtime: ContextRuntime,
  { machine, tenantId, onBehalfOf, correlation }: ToolsScope,
): EventTools {
  const actor = machineActor(machine, tenantId, onBehalfOf)

  return {
    async execute(command, input, { key }) {
      const result = await execute(runtime, command, input, { actor, idempotencyKey: key, correlation })
      const code = result['code']
      if (typeof code === 'string' && notNow.has(code)) throw new Outage(`${command.name}: ${code}`)

      return result
    },
    ports: runtime.portsFor(actor, correlation),
    read: (work) => runtime.database.read({ tenantId }, work),
    clock: runtime.clock,
    correlationId: correlation.correlationId,
    tenantId,
  }
}
