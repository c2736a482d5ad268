import { finding, type Finding } from './finding.ts'
import { inferring } from './infer.ts'
import { type Link, makeLink } from './link.ts'
import type { Linked } from './link.catalog.ts'
import { listed } from './link.references.ts'
import { oneOfEach } from './resolve.ts'
import { ofType, type Resource, seriesOf } from './resource.ts'

/** Prices that nothing references and that reference nothing: their texts may tell whose they are. */
export function linkPrices(
  resources: readonly Resource[],
  drawn: readonly Link[],
  confirmed: ReadonlySet<string>,
): Linked {
  const taken = new Set(
    drawn.filter(({ kind }) => kind === 'PRICE_OF_OFFERING').map(({ from }) => seriesOf(from)),
  )
  const loose = oneOfEach(ofType(resources, 'ProductOfferingPrice')).filter(
    (price) => !taken.has(seriesOf(price)),
  )
  const infer = inferring(ofType(resources, 'ProductOffering'))
  const links: Link[] = []
  const findings: Finding[] = []

  for (const price of loose) {
    const outcome = infer(price)
    if (outcome.outcome === 'FOUND') {
      links.push(
        makeLink('PRICE_OF_OFFERING', price, outcome.target, outcome.rule, outcome.evidence, confirmed),
      )
    } else if (outcome.outcome === 'AMBIGUOUS') {
      const message = `The price "${price.name}" may belong to ${listed(outcome.candidates)}. ${outcome.evidence}`
      findings.push(finding('AMBIGUOUS_LINK', price.place, message))
    } else {
      const alike =
        outcome.lookalikes.length > 0
          ? ` It looks like ${listed(outcome.lookalikes)}, spelt differently.`
          : ''
      const message = `The price "${price.name}" names no offering of the catalog.${alike} State the link by hand.`
      findings.push(finding('UNRESOLVED_LINK', price.place, message))
    }
  }

  return { links, findings }
}
