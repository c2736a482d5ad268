import { finding, type Finding } from './finding.ts'
import { inferring } from './infer.ts'
import { type Link, type LinkKind, makeLink } from './link.ts'
import type { Linked } from './link.catalog.ts'
import { resolve } from './resolve.ts'
import { ofType, type Offering, type Price, type Reference, type Resource, seriesOf } from './resource.ts'

/**
 * Resolves what files reference. A specification that no declared rule finds may still be inferred from the name
 * the reference states; nothing else is.
 */
export function linkReferences(
  resources: readonly Resource[],
  byHand: readonly Link[],
  confirmed: ReadonlySet<string>,
): Linked {
  const offerings = ofType(resources, 'ProductOffering')
  const prices = ofType(resources, 'ProductOfferingPrice')
  const specifications = ofType(resources, 'ProductSpecification')
  const inferSpecification = inferring(specifications)
  const links: Link[] = []
  const findings: Finding[] = []

  for (const offering of offerings) {
    if (offering.specification && !isStated(byHand, 'SPECIFICATION_OF_OFFERING', offering)) {
      draw(offering, offering.specification, 'SPECIFICATION_OF_OFFERING', specifications, inferSpecification)
    }
    for (const category of offering.categories) {
      draw(offering, category, 'CATEGORY_OF_OFFERING', ofType(resources, 'Category'))
    }
    for (const related of offering.relationships) draw(offering, related, 'RELATED_OFFERING', offerings)
    for (const reference of offering.prices) drawPrice(offering, reference)
  }
  for (const price of prices) {
    if (isStated(byHand, 'PRICE_OF_OFFERING', price)) continue
    for (const reference of price.offerings) draw(price, reference, 'PRICE_OF_OFFERING', offerings)
  }

  return { links: [...new Map(links.map((link) => [link.id, link])).values()], findings }

  function draw<Target extends Resource>(
    from: Offering | Price,
    reference: Reference,
    kind: LinkKind,
    targets: readonly Target[],
    infer?: ReturnType<typeof inferring<Target>>,
  ): void {
    const resolved = resolve(reference, targets)
    const outcome =
      resolved.outcome === 'NONE' && infer && reference.name !== undefined
        ? infer({ name: reference.name })
        : resolved
    if (outcome.outcome === 'FOUND') {
      links.push(makeLink(kind, from, outcome.target, outcome.rule, outcome.evidence, confirmed))
    } else note(from, reference, outcome)
  }

  /** An offering points at its prices; the link is kept as the price's. A price stated by hand is not moved. */
  function drawPrice(offering: Offering, reference: Reference): void {
    const resolved = resolve(reference, prices)
    if (resolved.outcome !== 'FOUND') return note(offering, reference, resolved)
    if (isStated(byHand, 'PRICE_OF_OFFERING', resolved.target)) return
    links.push(makeLink('PRICE_OF_OFFERING', resolved.target, offering, resolved.rule, resolved.evidence))
  }

  function note(
    from: Resource,
    reference: Reference,
    outcome: { outcome: string; candidates?: readonly Resource[] },
  ): void {
    const at = { ...from.place, path: reference.path }
    const asked = [reference.id, reference.productNumber, reference.name].flatMap((one) =>
      one ? [`"${one}"`] : [],
    )
    findings.push(
      outcome.outcome === 'AMBIGUOUS'
        ? finding('AMBIGUOUS_LINK', at, `${asked.join(', ')} may be ${listed(outcome.candidates ?? [])}.`)
        : finding('UNRESOLVED_LINK', at, `${asked.join(', ') || 'The reference'} is not in the catalog.`),
    )
  }
}

/** Names for a sentence: `"A" or "B"`, with the product number where there is one. */
export const listed = (candidates: readonly Resource[]): string =>
  candidates
    .map(({ name, productNumber }) => (productNumber ? `"${name}" (${productNumber})` : `"${name}"`))
    .toSorted()
    .join(' or ')

const isStated = (byHand: readonly Link[], kind: LinkKind, from: Resource): boolean =>
  byHand.some((link) => link.kind === kind && seriesOf(link.from) === seriesOf(from))
