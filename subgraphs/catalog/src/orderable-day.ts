import type { PublishedOffering } from './offering.ts'
import { orderabilityOn, versionOn } from './orderability.ts'

/**
 * A day on which a catalog can be ordered from: the day asked about when anything is orderable on it; else, of the
 * days on which something begins or ends, the nearest with at least half as many orderable offerings as the best has.
 */
export function orderableDay(offerings: readonly PublishedOffering[], near: string): string | undefined {
  if (orderableOn(offerings, near) > 0) return near

  const bounds = offerings.flatMap(({ versions }) =>
    versions.flatMap(({ validity, prices }) => [validity, ...prices.map((price) => price.validity)]),
  )
  const days = [...new Set(bounds.flatMap(({ from, until }) => [from ?? [], until ?? []].flat()))]
  const scored = days
    .map((day) => ({
      day,
      count: orderableOn(offerings, day),
      away: Math.abs(Date.parse(day) - Date.parse(near)),
    }))
    .filter(({ count }) => count > 0)
  const best = Math.max(0, ...scored.map(({ count }) => count))
  const [nearest] = scored.filter(({ count }) => count * 2 >= best).toSorted((a, b) => a.away - b.away)

  return nearest?.day
}

const orderableOn = (offerings: readonly PublishedOffering[], day: string): number =>
  offerings.filter((one) => orderabilityOn(versionOn(one, day), day).orderable).length
