import { hashOf } from '@pactwork/kernel/hash'
import type { OfferedCharacteristic, OfferedPrice, OfferingVersion, PublishedOffering } from '../offering.ts'
import { offerCharacteristics } from './characteristics.ts'
import { defaultDecomposition } from './decomposition.ts'
import { finding, type Finding } from './finding.ts'
import type { Link, LinkKind } from './link.ts'
import { reasonsAgainst } from './reasons.ts'
import {
  compareVersions,
  type Offering,
  ofType,
  type Price,
  type Resource,
  seriesOf,
  type Specification,
} from './resource.ts'

/** Every offering of a catalog, resolved: what may be chosen, what it costs, what speaks against selling it. */
export function publishOfferings(resources: readonly Resource[], links: readonly Link[]) {
  const findings: Finding[] = []
  const offerings = ofType(resources, 'ProductOffering')
  const graph = { resources, links, offerings }

  const series = Map.groupBy(offerings, seriesOf)
  const published = [...series.values()].map((versions): PublishedOffering => {
    const newestFirst = versions.toSorted((a, b) => compareVersions(b.version, a.version))

    return {
      key: newestFirst[0]?.key ?? '',
      versions: newestFirst.map((one) => publish(one, graph, findings)),
    }
  })

  return { offerings: published.toSorted((a, b) => (a.key < b.key ? -1 : 1)), findings }
}

type Graph = { resources: readonly Resource[]; links: readonly Link[]; offerings: readonly Offering[] }

function publish(
  offering: Offering,
  { resources, links, offerings }: Graph,
  findings: Finding[],
): OfferingVersion {
  const ours = links.filter(
    ({ from, to }) => seriesOf(from) === seriesOf(offering) || seriesOf(to) === seriesOf(offering),
  )
  const specification = specificationOf(offering, ofType(resources, 'ProductSpecification'), ours)
  const prices = pricesOf(offering, ofType(resources, 'ProductOfferingPrice'), ours)
  const offered = offerCharacteristics(offering, specification, offerings)
  const { characteristics, rules, impossible } = offered
  const reasons = reasonsAgainst({ offering, specification, prices, links: ours, impossible })

  findings.push(...offered.findings)
  if (reasons.length > 0) {
    const because = reasons.map(({ code, message }) => `${code}: ${message}`).join(' ')
    findings.push(
      finding('OFFERING_NOT_SELLABLE', offering.place, `"${offering.name}" cannot be sold. ${because}`),
    )
  }

  return {
    version: offering.version,
    name: offering.name,
    ...(offering.description !== undefined && { description: offering.description }),
    validity: offering.validity,
    ...(specification && { specification: madeOf(specification) }),
    categories: targets(ours, 'CATEGORY_OF_OFFERING', offering),
    characteristics,
    rules,
    constraintSetHash: hashOf({
      schemaVersion: 1,
      characteristics: characteristics.map(withoutProse),
      rules,
    }),
    prices,
    decomposition: specification ? defaultDecomposition : [],
    reasons,
  }
}

/** What people read about a characteristic does not decide what is valid. */
const withoutProse = (one: OfferedCharacteristic): object =>
  Object.fromEntries(Object.entries(one).filter(([name]) => name !== 'description'))

const madeOf = ({ key, version, name, productNumber }: Specification) => ({
  key,
  version,
  name,
  ...(productNumber !== undefined && { productNumber }),
})

const targets = (links: readonly Link[], kind: LinkKind, from: Offering) =>
  links
    .filter((link) => link.kind === kind && seriesOf(link.from) === seriesOf(from))
    .map(({ to }) => ({ key: to.key, name: to.name }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))

/** The version of the specification that the reference states, else the newest. An inferred one counts too. */
function specificationOf(
  offering: Offering,
  specifications: readonly Specification[],
  links: readonly Link[],
): Specification | undefined {
  const [target] = targets(links, 'SPECIFICATION_OF_OFFERING', offering)
  const versions = specifications
    .filter(({ key }) => key === target?.key)
    .toSorted((a, b) => compareVersions(b.version, a.version))

  return versions.find(({ version }) => version === offering.specification?.version) ?? versions[0]
}

function pricesOf(offering: Offering, prices: readonly Price[], links: readonly Link[]): OfferedPrice[] {
  const linked = new Set(
    links.flatMap(({ kind, from, to }) =>
      kind === 'PRICE_OF_OFFERING' && seriesOf(to) === seriesOf(offering) ? [from.key] : [],
    ),
  )

  return prices
    .filter(
      ({ key, lifecycleStatus }) =>
        linked.has(key) && !/^(retired|obsolete|rejected)$/i.test(lifecycleStatus ?? ''),
    )
    .map(asOffered)
    .toSorted((a, b) => (a.key === b.key ? compareVersions(b.version, a.version) : a.key < b.key ? -1 : 1))
}

function asOffered(price: Price): OfferedPrice {
  const { key, version, name, priceType, period, periodLength, amount, currency, quotable, validity } = price
  const charge = {
    ...(priceType && { priceType }),
    ...(period && { period }),
    ...(periodLength !== undefined && { periodLength }),
    ...(amount !== undefined && { amount }),
    ...(currency && { currency }),
    quotable,
    validity,
  }

  return { key, version, name, ...charge, contentHash: hashOf({ key, version, ...charge }) }
}
