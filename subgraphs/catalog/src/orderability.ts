import { compareVersions, type Validity } from './import/resource.ts'
import type { OfferedPrice, OfferingVersion, PublishedOffering, Reason } from './offering.ts'

export type Orderability = {
  readonly sellable: boolean
  readonly orderable: boolean
  readonly reasons: readonly Reason[]
}

/** Whether a day lies within a validity; its first and last day do. Days compare as text. */
export const holdsOn = ({ from, until }: Validity, day: string): boolean =>
  (from === undefined || from <= day) && (until === undefined || day <= until)

/**
 * The version that counts on a day: the newest of those that can be sold and are valid then, else of those that
 * can be sold, else the newest.
 */
export function versionOn({ versions }: PublishedOffering, day: string): OfferingVersion {
  const sellable = versions.filter(({ reasons }) => reasons.length === 0)
  const found = sellable.find(({ validity }) => holdsOn(validity, day)) ?? sellable[0] ?? versions[0]
  if (!found) throw new TypeError('A published offering has at least one version.')

  return found
}

/** The prices charged on a day: of each price the newest version valid then. */
export function pricesOn(offering: OfferingVersion, day: string): OfferedPrice[] {
  const valid = offering.prices.filter(({ quotable, validity }) => quotable && holdsOn(validity, day))
  const newest = new Map<string, OfferedPrice>()
  for (const price of valid.toSorted((a, b) => compareVersions(a.version, b.version)))
    newest.set(price.key, price)

  return [...newest.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

/** Whether an offering can be ordered on a business date, and why not. Sellable is the same on every date. */
export function orderabilityOn(offering: OfferingVersion, day: string): Orderability {
  const { from, until } = offering.validity
  const dated: Reason[] = []
  if (until !== undefined && until < day) {
    dated.push({
      code: 'OFFERING_EXPIRED',
      message: `The offering expired after ${until}; the business date is ${day}.`,
    })
  }
  if (from !== undefined && day < from) {
    dated.push({
      code: 'OFFERING_NOT_YET_VALID',
      message: `The offering begins on ${from}; the business date is ${day}.`,
    })
  }
  const sellable = offering.reasons.length === 0
  if (sellable && dated.length === 0 && pricesOn(offering, day).length === 0) {
    dated.push({ code: 'NO_PRICE_VALID_ON_DATE', message: `None of its prices is valid on ${day}.` })
  }
  const reasons = [...offering.reasons, ...dated]

  return { sellable, orderable: reasons.length === 0, reasons }
}

export type OrderabilityDecision = 'ORDERABLE' | 'GRANDFATHERED' | 'NOT_ORDERABLE'

/**
 * CAT-09, decided explicitly: an accepted commitment stays orderable when its offering has expired or was retired
 * since, provided that the publication it was accepted under sold it. Whatever else is wrong with an offering, a
 * price that is gone or a link withdrawn, is not grandfathered.
 */
export function decideOrder(
  now: Orderability | undefined,
  accepted: OfferingVersion | undefined,
): OrderabilityDecision {
  if (now?.orderable) return 'ORDERABLE'
  const wasSold = accepted !== undefined && accepted.reasons.length === 0
  const onlyAged = (now?.reasons ?? []).every(({ code }) => ageing.includes(code))

  return wasSold && onlyAged ? 'GRANDFATHERED' : 'NOT_ORDERABLE'
}

const ageing: readonly string[] = ['OFFERING_EXPIRED', 'LIFECYCLE_NOT_SELLABLE']
