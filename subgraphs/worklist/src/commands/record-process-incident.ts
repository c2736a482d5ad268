import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { recordIncident } from '../process-correlation.ts'
import { processes } from '../process-correlation.store.ts'

/** An instance cannot go on by itself; recorded once, classified (WFL-05). */
export const recordProcessIncident = command({
  name: 'recordProcessIncident',
  permission: null,
  machines: ['scheduler'],
  input: z.object({
    processCorrelationId: idSchema('cor'),
    /** The instance that was looked at. */
    processInstanceId: z.string(),
    incidentClass: z.enum(['TECHNICAL_RETRY', 'UNKNOWN_OUTCOME', 'BUSINESS_FALLOUT', 'MODEL_DEFECT']),
    incidentKey: z.string(),
    step: z.string(),
  }),

  async handle({ processCorrelationId, incidentClass, incidentKey, ...where }, { uow }) {
    const process = await processes(uow).load(processCorrelationId)
    const incident = { class: incidentClass, key: incidentKey, ...where }
    const saved = await processes(uow).save(process, recordIncident(process, incident))

    return {
      __typename: 'RecordProcessIncidentPayload',
      processCorrelationId,
      retried: saved.incident?.retried ?? 0,
    }
  },
})
