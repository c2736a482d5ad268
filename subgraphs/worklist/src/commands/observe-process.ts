import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { observe } from '../process-correlation.ts'
import { processes } from '../process-correlation.store.ts'

/** Follows what the engine says of an instance. Says nothing about the domain object (ORD-12). */
export const observeProcess = command({
  name: 'observeProcess',
  permission: null,
  machines: ['scheduler'],
  input: z.object({
    processCorrelationId: idSchema('cor'),
    /** The instance that was looked at. */
    processInstanceId: z.string(),
    observation: z.enum(['ACTIVE', 'SUSPENDED', 'COMPLETED', 'TERMINATED']),
  }),

  async handle({ processCorrelationId, ...seen }, { uow }) {
    const process = await processes(uow).load(processCorrelationId)
    const saved = await processes(uow).save(process, observe(process, seen))

    return { __typename: 'ObserveProcessPayload', processCorrelationId, state: saved.state }
  },
})
