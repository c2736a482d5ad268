import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { isActive, requestProcess as request, supersede } from '../process-correlation.ts'
import { activeProcess, processCausedBy, processes } from '../process-correlation.store.ts'
import { processKeys } from '../processes.ts'

const firstLook = 3_000

/**
 * Decides that a process is to be started, before the engine hears of it. The same fact decides once; a newer
 * fact about the same object takes the place of an older process, which is ended.
 */
export const requestProcess = command({
  name: 'requestProcess',
  permission: null,
  machines: ['consumer'],
  input: z.object({
    processKey: z.enum(processKeys),
    domainType: z.enum(['QUOTE', 'ORDER', 'FULFILLMENT_ITEM']),
    domainId: z.string(),
    businessKey: z.string(),
    causeId: z.string(),
    variables: z.record(z.string(), z.union([z.string(), z.int(), z.boolean()])),
  }),

  async handle(input, { uow, clock, newId }) {
    const known = await processCausedBy(uow, input)
    if (known) return { __typename: 'RequestProcessPayload', processCorrelationId: known.id }

    const before = await activeProcess(uow, input)
    if (before) {
      const former = await processes(uow).load(before.id)
      await processes(uow).save(former, supersede(former))
      const work = { key: former.id, payload: { processCorrelationId: former.id } }
      if (isActive(former)) await uow.due({ kind: 'worklist.cancel-process', at: clock.now(), ...work })
    }

    const process = await processes(uow).create(newId('cor'), request(undefined, input))
    await uow.due({
      kind: 'worklist.follow-process',
      at: new Date(clock.now().getTime() + firstLook),
      key: process.id,
      payload: { processCorrelationId: process.id },
    })

    return { __typename: 'RequestProcessPayload', processCorrelationId: process.id }
  },
})
