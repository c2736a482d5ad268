import { finding, type Finding } from './finding.ts'
import { type Link, makeLink, type StatedEnd, type StatedLink } from './link.ts'
import type { Linked } from './link.catalog.ts'
import { type Resolved, resolve } from './resolve.ts'
import { ofType, type Offering, type Price, type Resource, type Specification } from './resource.ts'

/** Where the links stated by hand stand, as the report names them. */
export const linkFile = 'links.json'

/** Links stated by hand: a price to its offering, an offering to its specification. They override every rule. */
export function linkStated(resources: readonly Resource[], stated: readonly StatedLink[]): Linked {
  const links: Link[] = []
  const findings: Finding[] = []

  stated.forEach((entry, index) => {
    const made = state(resources, entry)
    if (typeof made !== 'string') links.push(made)
    else findings.push(finding('LINK_FILE_ENTRY_UNUSED', { file: linkFile, path: `/links/${index}` }, made))
  })

  return { links: [...new Map(links.map((link) => [link.id, link])).values()], findings }
}

function state(resources: readonly Resource[], { from, to }: StatedLink): Link | string {
  if (from.type === 'ProductOfferingPrice' && to.type === 'ProductOffering') {
    const price = find(ofType(resources, 'ProductOfferingPrice'), from)
    const offering = find(ofType(resources, 'ProductOffering'), to)

    return join('PRICE_OF_OFFERING', price, offering)
  }
  if (from.type === 'ProductOffering' && to.type === 'ProductSpecification') {
    const offering = find(ofType(resources, 'ProductOffering'), from)
    const specification = find(ofType(resources, 'ProductSpecification'), to)

    return join('SPECIFICATION_OF_OFFERING', offering, specification)
  }

  return `A link goes from a price to an offering or from an offering to a specification, not from ${from.type} to ${to.type}.`
}

function join(
  kind: Link['kind'],
  from: Offering | Price | string,
  to: Offering | Specification | string,
): Link | string {
  if (typeof from === 'string') return from
  if (typeof to === 'string') return to

  return makeLink(kind, from, to, 'LINK_FILE', 'It was stated by hand.')
}

function find<Target extends Resource>(targets: readonly Target[], end: StatedEnd): Target | string {
  const found: Resolved<Target> = resolve(end, targets)
  if (found.outcome === 'FOUND') return found.target
  const asked = end.id ?? end.productNumber ?? end.name ?? ''

  return found.outcome === 'NONE'
    ? `There is no ${end.type} "${asked}".`
    : `There are ${found.candidates.length} of the type ${end.type} called "${asked}".`
}
