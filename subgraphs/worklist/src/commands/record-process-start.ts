import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { recordStarted, recordStartUnknown } from '../process-correlation.ts'
import { processes } from '../process-correlation.store.ts'

/** What came of a start: the instance, or null when it is unknown. */
export const recordProcessStart = command({
  name: 'recordProcessStart',
  permission: null,
  machines: ['consumer', 'scheduler'],
  input: z.object({ processCorrelationId: idSchema('cor'), processInstanceId: z.string().nullable() }),

  async handle({ processCorrelationId, processInstanceId }, { uow }) {
    const process = await processes(uow).load(processCorrelationId)
    const decision =
      processInstanceId === null ? recordStartUnknown(process) : recordStarted(process, processInstanceId)
    const saved = await processes(uow).save(process, decision)

    return { __typename: 'RecordProcessStartPayload', processCorrelationId, state: saved.state }
  },
})
