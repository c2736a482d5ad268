import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { processEnded } from '../incident.rules.ts'
import { processes } from '../process-correlation.store.ts'

/**
 * A person lets the failed step of a process be tried again; commands are idempotent, so nothing doubles. An
 * instance that has ended has no step left: its object is tried anew, which begins another process.
 */
export const retryProcess = command({
  name: 'retryProcess',
  permission: 'worklist:supervise',
  input: z.object({ processId: idSchema('cor'), reason: z.string().trim().min(1).max(500) }),
  reason: ({ reason }) => reason,

  async handle({ processId }, { uow, clock }) {
    const process = await processes(uow).load(processId)
    if (!process.incident || process.incident.step === processEnded) return refuse('PROCESS_HAS_NO_INCIDENT')
    await uow.due({
      kind: 'worklist.retry-process',
      at: clock.now(),
      key: process.incident.key,
      payload: { processCorrelationId: processId },
    })

    return { __typename: 'RetryProcessPayload', process: { id: processId } }
  },
})
