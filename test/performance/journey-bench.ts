import { walk } from '../stack/journey/walk.ts'
import type { Tenant } from '../stack/tenants.ts'
import { percentile } from './statistics.ts'

/** From the moment a milestone was decided to its arrival at a subscriber, with nothing else going on. */
export async function milestoneLatency(tenant: Tenant, gatewayUrl: string, journeys = 6) {
  const milliseconds: number[] = []
  for (let journey = 0; journey < journeys; journey += 1) {
    await walk({
      tenant,
      gatewayUrl,
      onMilestone: ({ occurredAt }) => void milliseconds.push(Date.now() - Date.parse(occurredAt)),
    })
  }

  return {
    samples: milliseconds.length,
    p50: percentile(milliseconds, 0.5),
    p95: percentile(milliseconds, 0.95),
  }
}

/** Whole journeys per minute, so many at a time. */
export async function journeysPerMinute(
  tenant: Tenant,
  gatewayUrl: string,
  { atOnce = 8, journeys = 24 } = {},
) {
  const seconds: number[] = []
  let started = 0
  const began = performance.now()
  const lane = async (): Promise<void> => {
    while (started < journeys) {
      started += 1
      const from = performance.now()
      await walk({ tenant, gatewayUrl, within: 180_000 })
      seconds.push((performance.now() - from) / 1_000)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))

  return {
    journeys,
    atOnce,
    perMinute: journeys / ((performance.now() - began) / 60_000),
    secondsP50: percentile(seconds, 0.5),
    secondsP95: percentile(seconds, 0.95),
  }
}
