import { z } from 'zod'
import type { EngineIncident } from '../incident.rules.ts'
import type { Rest } from './rest.ts'

const incident = z.object({
  id: z.string(),
  incidentType: z.string(),
  incidentMessage: z.string().nullable(),
  activityId: z.string(),
  /** The external task or the job it is about. */
  configuration: z.string().nullable(),
})

/** An incident with what is needed to try its step again. `key` is opaque and never shown to users. */
export type FoundIncident = EngineIncident & { key: string; taskOrJob: string | null }

/** User tasks and incidents of instances. */
export const tasksOf = (rest: Rest) => ({
  /** Completes the user task of an instance. False while there is none. */
  async completeUserTask(processInstanceId: string): Promise<boolean> {
    const tasks = await rest.get(
      `/task?processInstanceId=${processInstanceId}`,
      z.array(z.object({ id: z.string() })),
    )
    const task = tasks?.[0]

    return task ? rest.send('POST', `/task/${task.id}/complete`, {}) : false
  },

  /** The open incident of an instance, if any. */
  async incident(processInstanceId: string): Promise<FoundIncident | undefined> {
    const found = await rest.get(`/incident?processInstanceId=${processInstanceId}`, z.array(incident))
    const first = found?.[0]

    return (
      first && {
        key: first.id,
        kind: first.incidentType,
        step: first.activityId,
        message: first.incidentMessage,
        taskOrJob: first.configuration,
      }
    )
  },

  /** Gives the failed step one more round of attempts; the engine resolves the incident by it. */
  async retry({ kind, taskOrJob }: FoundIncident): Promise<boolean> {
    if (!taskOrJob) return false
    const path =
      kind === 'failedExternalTask' ? `/external-task/${taskOrJob}/retries` : `/job/${taskOrJob}/retries`

    return rest.send('PUT', path, { retries: 3 })
  },
})
