import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Data, GraphClient, RunOptions } from '../stack/graph-client.ts'
import type { PersonaSlug, Tenant } from '../stack/tenants.ts'

const notNow = new Set(['EVIDENCE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'CONCURRENT_CHANGE'])

/**
 * A client as partners are told to write it: whatever got no answer is asked again with the same key. So what a
 * test sees is what a careful client sees while processes die.
 */
export function patient(client: GraphClient, within = 60_000): GraphClient {
  const again = async <Value>(what: string, attempt: () => Promise<Value>): Promise<Value> => {
    const deadline = Date.now() + within
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        if (Date.now() > deadline)
          throw new Error(`${what} got no answer within ${within} ms`, { cause: error })
        await delay(200)
      }
    }
  }
  const data: GraphClient['data'] = (query, variables) =>
    again(query.trim().slice(0, 60), () => client.data(query, variables))
  const run = (mutation: string, input: Record<string, unknown>, options: RunOptions = {}): Promise<Data> => {
    const key = options.key ?? randomUUID()
    return again(mutation, async () => {
      const result = await client.run(mutation, input, { ...options, key })
      if (notNow.has(String(result['code']))) throw new Error(JSON.stringify(result))
      return result
    })
  }

  return {
    ...client,
    data,
    run,
    async carry(mutation, input, options) {
      const result = await run(mutation, input, options)
      if (result['code']) throw new Error(`${mutation} was refused: ${JSON.stringify(result)}`)
      return result
    },
  }
}

/** A tenant whose personas are patient. */
export const patientTenant = (tenant: Tenant): Tenant => ({
  ...tenant,
  as: async (persona: PersonaSlug) => patient(await tenant.as(persona)),
})
