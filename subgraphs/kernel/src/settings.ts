import { z } from 'zod'
import { dayIn, type Clock } from './clock.ts'
import { EvidenceUnavailable } from './errors.ts'
import type { SubgraphClient } from './runtime/subgraph-client.ts'

const freshFor = 2_000
const document = `query TenantSettings($tenantId: ID!) { tenantSettings(tenantId: $tenantId) { timeZone businessDate } }`
const shape = z.object({
  tenantSettings: z.object({ timeZone: z.string(), businessDate: z.iso.date().nullable() }).nullable(),
})

type Settings = { timeZone: string; businessDate: string | null }

/** A tenant's settings that every context needs; `access` owns them. */
export type TenantSettings = {
  /** Makes the settings current before a unit of work; an outage keeps the last known ones. */
  prefetch(tenantId: string): Promise<void>
  /** The day that decides commercial validity, and nothing else (M28). Throws EvidenceUnavailable. */
  businessDate(tenantId: string): string
}

/** Settings asked of `access` at most every two seconds a tenant. */
export function tenantSettings(client: SubgraphClient, clock: Clock): TenantSettings {
  const known = new Map<string, { at: number; settings: Settings }>()
  const underway = new Map<string, Promise<void>>()

  const fetchSettings = async (tenantId: string): Promise<void> => {
    try {
      const subject = { tenantId, actor: 'settings', correlationId: `settings-${tenantId}` }
      const { tenantSettings: settings } = await client('access', document, { tenantId }, shape, subject)
      if (settings) known.set(tenantId, { at: Date.now(), settings })
    } catch {
      // The last known settings stand; without any, businessDate() says that access could not be asked.
    } finally {
      underway.delete(tenantId)
    }
  }

  return {
    async prefetch(tenantId) {
      const before = known.get(tenantId)
      if (before && Date.now() - before.at < freshFor) return
      const running = underway.get(tenantId) ?? fetchSettings(tenantId)
      underway.set(tenantId, running)
      await running
    },
    businessDate(tenantId) {
      const settings = known.get(tenantId)?.settings
      if (!settings) throw new EvidenceUnavailable('access', 'the settings of the tenant are not known yet')

      return settings.businessDate ?? dayIn(settings.timeZone, clock.now())
    },
  }
}

/** For the context that owns the settings: it decides nothing by the business date. */
export const noSettings: TenantSettings = {
  prefetch: () => Promise.resolve(),
  businessDate() {
    throw new TypeError('The access context decides nothing by the business date.')
  },
}
