import { namedChangedOfferings, type CatalogEvent } from '@pactwork/contracts/events/catalog'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'

/** A tenant's catalog: which publication is in force. */
export type Catalog = {
  readonly id: string
  readonly version: number
  readonly publicationId: string
  readonly number: number
  readonly catalogVersion: string
  readonly publicationHash: string
}

/** A publication that may be put in force. */
export type Proposal = {
  readonly publicationId: string
  readonly publicationHash: string
  /** The business date. */
  readonly effectiveFrom: string
  readonly cause: 'IMPORT' | 'CONFIRMATION'
  readonly offeringCount: number
  readonly changedOfferings: readonly string[]
}

/** Puts a publication in force. What equals the publication in force is no new one: nothing happens. */
export function putInForce(catalog: Catalog | undefined, proposal: Proposal): Decision<CatalogEvent> {
  if (proposal.offeringCount === 0) return reject('CATALOG_EMPTY')
  if (catalog?.publicationHash === proposal.publicationHash) return accept()

  const { publicationId, publicationHash, effectiveFrom, cause, changedOfferings } = proposal
  const number = (catalog?.number ?? 0) + 1

  return accept({
    type: 'CatalogVersionPublished',
    publicationId,
    number,
    catalogVersion: catalogVersionOf(effectiveFrom, number),
    effectiveFrom,
    publicationHash,
    cause,
    changedOfferings: changedOfferings.slice(0, namedChangedOfferings),
    changedOfferingCount: changedOfferings.length,
  })
}

/** The label of a publication, such as 2026.07.01-v3 (CAT-03). */
export const catalogVersionOf = (effectiveFrom: string, number: number): string =>
  `${effectiveFrom.replaceAll('-', '.')}-v${number}`

/** Which links of the publication in force may be confirmed: inferred ones, of the publication that was seen. */
export function confirmable(
  catalog: Catalog,
  links: readonly { readonly id: string; readonly status: string }[],
  asked: { readonly publicationHash: string; readonly linkIds: readonly string[] },
): Decision<never> {
  if (asked.publicationHash !== catalog.publicationHash) {
    return reject('PUBLICATION_NOT_CURRENT', { catalogVersion: catalog.catalogVersion })
  }
  const inferred = new Set(links.flatMap(({ id, status }) => (status === 'INFERRED' ? [id] : [])))
  const linkId = asked.linkIds.find((id) => !inferred.has(id))

  return linkId === undefined ? accept() : reject('LINK_NOT_INFERRED', { linkId })
}

export function evolve(
  _: Catalog | undefined,
  event: CatalogEvent,
  meta: { readonly id: string; readonly version: number },
): Catalog {
  const { publicationId, number, catalogVersion, publicationHash } = event

  return { id: meta.id, version: meta.version, publicationId, number, catalogVersion, publicationHash }
}
