import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { bind } from '../process-correlation.ts'
import { processes } from '../process-correlation.store.ts'

/** The first step of every process: the first instance wins, any other is refused before an effect (M24). */
export const bindProcess = command({
  name: 'bindProcess',
  permission: null,
  machines: ['worker'],
  input: z.object({ processCorrelationId: idSchema('cor'), processInstanceId: z.string().min(1).max(64) }),

  async handle({ processCorrelationId, processInstanceId }, { uow }) {
    const process = await processes(uow).load(processCorrelationId)
    const bound = await processes(uow).save(process, bind(process, processInstanceId))

    return { __typename: 'BindProcessPayload', process: { id: bound.id } }
  },
})
