import type { PublishedOffering } from './offering.ts'
import { orderabilityOn, versionOn } from './orderability.ts'

/**
 * A day on which a catalog can be ordered from: the day asked about when anything is orderable on it; else, of the
 * days on which something begins or ends, the one with the most orderable offerings, the nearest of them.
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
    .toSorted((a, b) => b.count - a.count || a.away - b.away)

  return scored[0]?.day
}

const orderableOn = (offerings: readonly PublishedOffering[], day: string): number =>
  offerings.filter((one) => orderabilityOn(versionOn(one, day), day).orderable).length
