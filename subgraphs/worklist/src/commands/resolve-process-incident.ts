import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { resolveIncident } from '../process-correlation.ts'
import { processes } from '../process-correlation.store.ts'

/** The engine shows no incident any more: the instance goes on. */
export const resolveProcessIncident = command({
  name: 'resolveProcessIncident',
  permission: null,
  machines: ['scheduler'],
  input: z.object({ processCorrelationId: idSchema('cor'), incidentKey: z.string() }),

  async handle({ processCorrelationId }, { uow }) {
    const process = await processes(uow).load(processCorrelationId)
    await processes(uow).save(process, resolveIncident(process))

    return { __typename: 'ResolveProcessIncidentPayload', processCorrelationId }
  },
})
