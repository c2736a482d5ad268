import type { Command } from '@pactwork/kernel/command'
import type { Routes } from '@pactwork/kernel/context'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { dueWork, type DueWorkHandler } from '@pactwork/kernel/due-work'
import { idSchema } from '@pactwork/kernel/ids'
import { journalOf } from '@pactwork/kernel/journal'
import { z } from 'zod'

import { advance, type OnOutcome } from './advance.ts'
import { handoffCommands } from './commands.ts'
import { cancel } from './handoff.rules.ts'
import { findHandoff, latestHandoff, loadHandoff, saveHandoff } from './handoff.store.ts'
import type { Handoff } from './handoff.ts'
import { callbackRoute } from './ingress.ts'
import { requestHandoff, type HandoffRequest } from './request.ts'
import { advanceKind } from './schedule.ts'
import { connectionOf } from './settings.ts'
import type { Treaty } from './treaty.ts'

/** A treaty at work: what a context's commands, due work and routes need of it. */
export type Handoffs<Request extends z.ZodObject> = {
  /** Persists the request and the due work that sends it. Nothing leaves before this unit of work has committed. */
  request(uow: UnitOfWork, request: HandoffRequest<z.infer<Request>>): Promise<Handoff>
  find(uow: UnitOfWork, handoffId: string): Promise<Handoff | undefined>
  /** The handoff of the latest attempt for a line, locked. */
  latest(uow: UnitOfWork, line: { orderId: string; lineId: string }): Promise<Handoff | undefined>
  /** Withdraws what is not outside; refuses HANDOFF_TRANSITION_IMPOSSIBLE otherwise. */
  cancel(uow: UnitOfWork, handoffId: string): Promise<Handoff>
  readonly commands: readonly Command[]
  readonly dueWork: readonly DueWorkHandler[]
  readonly ingress: Routes
}

/** Keeps a treaty: persists, sends, asks, resends, tells. `onOutcome` runs the context's own command. */
export function handoffs<Request extends z.ZodObject, Body extends z.ZodType>(
  treaty: Treaty<Request, Body>,
  { onOutcome }: { onOutcome: OnOutcome },
): Handoffs<Request> {
  const connection = () => connectionOf(treaty)
  const commands = handoffCommands(treaty, () => connection().timing)

  return {
    request: (uow, request) => requestHandoff(treaty, connection().timing, uow, request),
    find: findHandoff,
    latest: (uow, { orderId, lineId }) =>
      latestHandoff(uow, { system: treaty.system, purpose: treaty.purpose, orderId, lineId }),
    async cancel(uow, handoffId) {
      const handoff = await loadHandoff(uow, handoffId)
      return saveHandoff(uow, handoff, cancel(handoff, { at: journalOf(uow).meta.now }))
    },

    commands: Object.values(commands),
    dueWork: [
      dueWork({
        kind: advanceKind(treaty),
        payload: z.object({ handoffId: idSchema('hof') }),
        run: (work, tools) =>
          advance(
            { treaty, connection: connection(), tenantId: work.tenantId, commands, onOutcome, tools },
            work.payload.handoffId,
          ),
      }),
    ],
    ingress: callbackRoute(treaty, commands.observeCallback, connection),
  }
}
