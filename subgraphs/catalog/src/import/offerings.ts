import { hashOf } from '@pactwork/kernel/hash'
import type { OfferedCharacteristic, OfferedPrice, OfferingVersion, PublishedOffering } from '../offering.ts'
import { offerCharacteristics } from './characteristics.ts'
import { defaultDecomposition } from './decomposition.ts'
import { finding, type Finding } from './finding.ts'
import type { Link, LinkKind } from './link.ts'
import { reasonsAgainst } from './reasons.ts'
import { relateOfferings, type RelatedOfferings } from './related-offerings.ts'
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
  const graph = graphOf(resources, links)

  const series = Map.groupBy(graph.offerings, seriesOf)
  const published = [...series.values()].map((versions): PublishedOffering => {
    const newestFirst = versions.toSorted((a, b) => compareVersions(b.version, a.version))

    return {
      key: newestFirst[0]?.key ?? '',
      versions: newestFirst.map((one) => publish(one, graph, findings)),
    }
  })

  return { offerings: published.toSorted((a, b) => (a.key < b.key ? -1 : 1)), findings }
}

/** What an offering is looked up by, so that a catalog of thousands is published in a second. */
type Graph = {
  readonly offerings: readonly Offering[]
  readonly related: RelatedOfferings
  readonly specifications: ReadonlyMap<string, readonly Specification[]>
  readonly prices: ReadonlyMap<string, readonly Price[]>
  /** Links by the offering at either end. */
  readonly links: ReadonlyMap<string, readonly Link[]>
}

function graphOf(resources: readonly Resource[], links: readonly Link[]): Graph {
  const offerings = ofType(resources, 'ProductOffering')
  const ends = links.flatMap((link) =>
    [...new Set([seriesOf(link.from), seriesOf(link.to)])].map((end) => ({ end, link })),
  )

  return {
    offerings,
    related: relateOfferings(offerings),
    specifications: Map.groupBy(ofType(resources, 'ProductSpecification'), ({ key }) => key),
    prices: Map.groupBy(ofType(resources, 'ProductOfferingPrice'), ({ key }) => key),
    links: new Map(
      [...Map.groupBy(ends, ({ end }) => end)].map(([end, held]) => [end, held.map(({ link }) => link)]),
    ),
  }
}

function publish(offering: Offering, graph: Graph, findings: Finding[]): OfferingVersion {
  const ours = graph.links.get(seriesOf(offering)) ?? []
  const specification = specificationOf(offering, graph, ours)
  const prices = pricesOf(offering, graph, ours)
  const offered = offerCharacteristics(offering, specification, graph.related)
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
  { specifications }: Graph,
  links: readonly Link[],
): Specification | undefined {
  const [target] = targets(links, 'SPECIFICATION_OF_OFFERING', offering)
  const versions = (specifications.get(target?.key ?? '') ?? []).toSorted((a, b) =>
    compareVersions(b.version, a.version),
  )

  return versions.find(({ version }) => version === offering.specification?.version) ?? versions[0]
}

/** Every version of every linked price; one that was taken out of use is none. */
function pricesOf(offering: Offering, { prices }: Graph, links: readonly Link[]): OfferedPrice[] {
  const linked = links.flatMap(({ kind, from, to }) =>
    kind === 'PRICE_OF_OFFERING' && seriesOf(to) === seriesOf(offering) ? [from.key] : [],
  )

  return [...new Set(linked)]
    .flatMap((key) => prices.get(key) ?? [])
    .filter(({ lifecycleStatus }) => !/^(retired|obsolete|rejected)$/i.test(lifecycleStatus ?? ''))
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
