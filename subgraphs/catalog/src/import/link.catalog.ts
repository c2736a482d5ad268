import { finding, inOrder, type Finding } from './finding.ts'
import { linkPrices } from './link.prices.ts'
import { linkReferences } from './link.references.ts'
import { type Link, type StatedLink } from './link.ts'
import { linkStated } from './link.stated.ts'
import type { Resource } from './resource.ts'

export type Linked = { readonly links: readonly Link[]; readonly findings: readonly Finding[] }

/**
 * Draws every link of a catalog: what is stated by hand, then what the files reference, then what texts suggest.
 * What a price or a specification got by hand is not asked for again.
 */
export function linkCatalog(
  resources: readonly Resource[],
  stated: readonly StatedLink[],
  confirmed: ReadonlySet<string>,
): Linked {
  const byHand = linkStated(resources, stated)
  const references = linkReferences(resources, byHand.links, confirmed)
  const prices = linkPrices(resources, [...byHand.links, ...references.links], confirmed)
  const links = [...byHand.links, ...references.links, ...prices.links].toSorted((a, b) =>
    a.id < b.id ? -1 : 1,
  )

  return {
    links,
    findings: inOrder([
      ...byHand.findings,
      ...references.findings,
      ...prices.findings,
      ...drawn(links, resources),
    ]),
  }
}

const codes = { DECLARED: 'LINK_DECLARED', INFERRED: 'LINK_INFERRED', CONFIRMED: 'LINK_CONFIRMED' } as const

/** Each link with the rule that drew it. */
function drawn(links: readonly Link[], resources: readonly Resource[]): Finding[] {
  const places = new Map(resources.map((one) => [`${one.type}:${one.key}`, one.place]))

  return links.flatMap(({ from, to, rule, status, evidence }) => {
    const place = places.get(`${from.type}:${from.key}`)

    return place
      ? [
          finding(
            codes[status],
            place,
            `"${from.name}" belongs to the ${to.type} "${to.name}" by ${rule}. ${evidence}`,
          ),
        ]
      : []
  })
}
