import { idIn, ruleKey } from './identities.ts'
import type { OfferedPrice, OfferingVersion, Reason } from './offering.ts'
import type { StoredOffering } from './offering.store.ts'
import { orderabilityOn, type Orderability, pricesOn, versionOn } from './orderability.ts'

const withdrawn: Reason = {
  code: 'OFFERING_WITHDRAWN',
  message: 'The catalog in force no longer has it; this is how the last one that had it describes it.',
}

/** The version that counts on a day and whether it can be ordered; what the catalog dropped never can. */
export function judge(
  stored: StoredOffering,
  day: string,
): { version: OfferingVersion; orderability: Orderability } {
  const version = versionOn(stored.content, day)
  const orderability = orderabilityOn(version, day)
  if (stored.isCurrent) return { version, orderability }

  return {
    version,
    orderability: { sellable: false, orderable: false, reasons: [withdrawn, ...orderability.reasons] },
  }
}

/** What both the graph and the machines read of an offering. */
export function offeringFacts(stored: StoredOffering, day: string) {
  const { version, orderability } = judge(stored, day)
  const { ids } = stored

  return {
    name: version.name,
    catalogVersion: stored.catalogVersion,
    ...orderability,
    validFrom: version.validity.from ?? null,
    validUntil: version.validity.until ?? null,
    characteristics: version.characteristics,
    rules: version.rules.map((rule) => ({
      ...rule,
      targetOfferingId: rule.targetKey === undefined ? null : idIn(ids, 'ProductOffering', rule.targetKey),
    })),
    decomposition: version.decomposition.map((rule) => ({
      ...rule,
      id: idIn(ids, 'DecompositionRule', ruleKey(version.specification?.key ?? '', rule.capability)),
    })),
  }
}

/** An offering as people see it. */
export function offeringView(stored: StoredOffering, day: string) {
  const { version } = judge(stored, day)
  const { specification } = version

  return {
    id: stored.id,
    version: version.version,
    description: version.description ?? null,
    ...offeringFacts(stored, day),
    specification: specification && {
      ...specification,
      id: idIn(stored.ids, 'ProductSpecification', specification.key),
    },
    categories: version.categories.map(({ key, name }) => ({ id: idIn(stored.ids, 'Category', key), name })),
    prices: version.prices.map((price) => ({
      ...price,
      id: idIn(stored.ids, 'ProductOfferingPrice', price.key),
      price: price.amount !== undefined && price.currency !== undefined ? moneyOf(price) : null,
      validFrom: price.validity.from ?? null,
      validUntil: price.validity.until ?? null,
    })),
  }
}

export type OfferingView = ReturnType<typeof offeringView>

const moneyOf = ({ amount, currency }: OfferedPrice) => ({ amount, currency })

/** An offering as other contexts take it for evidence: the prices that hold on the day and no others. */
export function offeringSnapshotOf(stored: StoredOffering, day: string) {
  const { version } = judge(stored, day)
  const { specification } = version

  return {
    offeringId: stored.id,
    offeringVersion: version.version,
    publicationHash: stored.publicationHash,
    constraintSetHash: version.constraintSetHash,
    specificationId: specification ? idIn(stored.ids, 'ProductSpecification', specification.key) : null,
    specificationVersion: specification?.version ?? null,
    ...offeringFacts(stored, day),
    prices: pricesOn(version, day).map((price) => ({
      ...price,
      id: idIn(stored.ids, 'ProductOfferingPrice', price.key),
    })),
  }
}
