import type { UnitOfWork } from '@pactwork/kernel/database'

import type { Handoff } from './handoff.ts'
import { nextStep } from './handoff.steps.ts'
import type { Timing } from './timing.ts'
import type { Treaty } from './treaty.ts'

/** The kind of due work that carries a treaty's handoffs on. */
export const advanceKind = ({ context, name }: Treaty): string => `${context}.${name}.advance`

/**
 * Leaves due work for the next step of a saved handoff, one row a handoff. Whoever is at work on it goes on at once
 * and needs the row only if it dies: for that one an immediate step is put off by the grace time.
 */
export async function scheduleNext(
  uow: UnitOfWork,
  treaty: Treaty,
  timing: Timing,
  handoff: Handoff,
  { now, goesOn }: { now: Date; goesOn: boolean },
): Promise<void> {
  const kind = advanceKind(treaty)
  const step = nextStep(handoff, timing)
  if (!step) {
    await uow.sql('delete from due_work where tenant_id = $1 and kind = $2 and key = $3', [
      uow.tenantId,
      kind,
      handoff.id,
    ])
    return
  }

  const immediate = step.at <= now
  const at = immediate && goesOn ? new Date(now.getTime() + timing.graceMs) : step.at
  await uow.due({ kind, at, key: handoff.id, payload: { handoffId: handoff.id } })
}
