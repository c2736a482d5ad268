import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Observation, Scalar } from '../process-correlation.ts'
import type { Rest } from './rest.ts'

const definition = z.object({ id: z.string(), deploymentId: z.string() })
const decision = z.object({ id: z.string(), key: z.string(), version: z.int() })
const instance = z.object({
  id: z.string(),
  state: z.enum(['ACTIVE', 'SUSPENDED', 'COMPLETED', 'EXTERNALLY_TERMINATED', 'INTERNALLY_TERMINATED']),
})

/** A process as it is deployed now, with the decision table it is bound to. */
export type Deployed = { definitionId: string; decision?: { key: string; version: number; hash: string } }

const observations: Record<z.infer<typeof instance>['state'], Observation> = {
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  COMPLETED: 'COMPLETED',
  EXTERNALLY_TERMINATED: 'TERMINATED',
  INTERNALLY_TERMINATED: 'TERMINATED',
}

const typed = (value: Scalar) => ({
  value,
  type: typeof value === 'number' ? 'Long' : typeof value === 'boolean' ? 'Boolean' : 'String',
})

/** Starting, finding and ending instances. */
export function instancesOf(rest: Rest) {
  /** A definition never changes, so its decision is read once. */
  const known = new Map<string, Deployed>()

  return {
    /** The newest deployed version of a process. */
    async deployed(processKey: string): Promise<Deployed> {
      const newest = await rest.get(`/process-definition/key/${processKey}`, definition)
      if (!newest) throw new Error(`The process ${processKey} is not deployed.`)
      const before = known.get(newest.id)
      if (before) return before

      const decisions = await rest.get(
        `/decision-definition?deploymentId=${newest.deploymentId}`,
        z.array(decision),
      )
      const table = decisions?.[0]
      const xml =
        table && (await rest.get(`/decision-definition/${table.id}/xml`, z.object({ dmnXml: z.string() })))
      const found: Deployed = {
        definitionId: newest.id,
        ...(table &&
          xml && { decision: { key: table.key, version: table.version, hash: sha256(xml.dmnXml) } }),
      }
      known.set(newest.id, found)

      return found
    },

    /** Starts exactly that version. Throws EngineUnreachable when it is unknown whether it started. */
    async start(
      definitionId: string,
      businessKey: string,
      variables: Record<string, Scalar>,
    ): Promise<string> {
      const body = {
        businessKey,
        variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typed(value)])),
      }
      const started = await rest.post(
        `/process-definition/${encodeURIComponent(definitionId)}/start`,
        body,
        z.object({ id: z.string() }),
      )

      return started.id
    },

    /** Instances that were ever started for one correlation, oldest first. */
    async startedFor(processCorrelationId: string): Promise<string[]> {
      const found = await rest.post(
        '/history/process-instance',
        {
          variables: [{ name: 'processCorrelationId', operator: 'eq', value: processCorrelationId }],
          sorting: [{ sortBy: 'startTime', sortOrder: 'asc' }],
        },
        z.array(instance),
      )

      return found.map(({ id }) => id)
    },

    /** What the engine says of an instance; undefined when it does not know it. */
    async observe(processInstanceId: string): Promise<Observation | undefined> {
      const found = await rest.get(`/history/process-instance/${processInstanceId}`, instance)

      return found && observations[found.state]
    },

    /** Ends an instance. False when there is none any more. */
    cancel: (processInstanceId: string): Promise<boolean> =>
      rest.send('DELETE', `/process-instance/${processInstanceId}?failIfNotExists=true`),

    /** A hint; the engine keeps none, so it is lost when nothing waits for it (M25). */
    async hint(message: string, processInstanceId: string): Promise<void> {
      await rest.send('POST', '/message', { messageName: message, processInstanceId })
    },
  }
}

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`
