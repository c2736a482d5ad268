import { hashOf } from '@pactwork/kernel/hash'
import type { PublishedOffering } from '../offering.ts'
import { defaultDecomposition } from './decomposition.ts'
import { finding, type Finding, inOrder } from './finding.ts'
import { linkCatalog } from './link.catalog.ts'
import type { Link, StatedLink } from './link.ts'
import { publishOfferings } from './offerings.ts'
import { identityOf, ofType, type Resource } from './resource.ts'

/** What a publication is made of; whoever has it can make the publication again. */
export type Source = {
  readonly resources: readonly Resource[]
  readonly stated: readonly StatedLink[]
  /** Ids of inferred links that the catalog manager confirmed. */
  readonly confirmed: readonly string[]
}

/** The whole catalog at one moment, without the tenant's ids: the same everywhere for the same source. */
export type Content = {
  readonly offerings: readonly PublishedOffering[]
  readonly links: readonly Link[]
  readonly publicationHash: string
}

export type Published = { readonly content: Content; readonly findings: readonly Finding[] }

/** Makes a publication of valid resources. Pure: equal sources, in whatever order, give equal publications. */
export function publish({ resources, stated, confirmed }: Source): Published {
  const ordered = resources.toSorted((a, b) => (identityOf(a) < identityOf(b) ? -1 : 1))
  const { links, findings: linkFindings } = linkCatalog(ordered, stated, new Set(confirmed))
  const { offerings, findings } = publishOfferings(ordered, links)

  return {
    content: { offerings, links, publicationHash: publicationHash(ordered, offerings, links) },
    findings: inOrder([...linkFindings, ...findings, ...decomposed(ordered)]),
  }
}

/** Over everything that is published, and over nothing of where it stood: renaming a file changes no hash. */
function publicationHash(
  resources: readonly Resource[],
  offerings: readonly PublishedOffering[],
  links: readonly Link[],
): string {
  return hashOf({
    schemaVersion: 1,
    resources: resources.map(withoutPlaces),
    offerings,
    links: links.map(({ id, status }) => ({ id, status })),
  })
}

/** A resource without the places it was read from: what two imports compare. */
export function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name]) => name !== 'place' && name !== 'path')

  return Object.fromEntries(kept.map(([name, held]) => [name, withoutPlaces(held)]))
}

const decomposed = (resources: readonly Resource[]): Finding[] =>
  ofType(resources, 'ProductSpecification').map(({ name, version, place }) =>
    finding(
      'DEFAULT_DECOMPOSITION',
      place,
      `"${name}" ${version} is decomposed into ${defaultDecomposition.map(({ capability }) => capability).join(', then ')}.`,
    ),
  )
