import { newId } from '@pactwork/kernel/ids'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { type Catalog, putInForce } from './catalog.ts'
import { catalogIdOf, catalogs } from './catalog.store.ts'
import { changedOfferings } from './changed-offerings.ts'
import { identifiedBy, identify, idIn } from './identities.ts'
import { diff } from './import/diff.ts'
import type { Published, Source } from './import/publication.ts'
import { insertPublication, readSource } from './publication.store.ts'

type Publishing = {
  readonly source: Source
  readonly published: Published
  readonly cause: 'IMPORT' | 'CONFIRMATION'
  readonly businessDate: string
  readonly by: string
  readonly at: Date
}

/** Puts a made publication in force and writes it; what equals the one in force is left alone. */
export async function publishSource(
  uow: UnitOfWork,
  catalog: Catalog | undefined,
  { source, published: { content }, cause, businessDate, by, at }: Publishing,
): Promise<{ catalog: Catalog; changed: boolean }> {
  const before = catalog && (await readSource(uow, catalog.publicationId))
  const isNew = catalog?.publicationHash !== content.publicationHash
  const changed = isNew ? changedOfferings(before?.content.offerings ?? [], content.offerings) : []
  const wanted = isNew
    ? [...content.offerings, ...(before?.content.offerings ?? [])].flatMap(identifiedBy)
    : []
  const ids = await identify(uow, wanted)

  const decision = putInForce(catalog, {
    publicationId: newId('cat'),
    publicationHash: content.publicationHash,
    effectiveFrom: businessDate,
    cause,
    offeringCount: content.offerings.length,
    changedOfferings: changed.map((key) => idIn(ids, 'ProductOffering', key)),
  })
  const saved = catalog
    ? await catalogs(uow).save(catalog, decision)
    : await catalogs(uow).create(catalogIdOf(uow), decision)
  if (!isNew) return { catalog: saved, changed: false }

  await insertPublication(uow, saved, {
    source,
    content,
    changes: diff(before, { source, content }),
    ids,
    effectiveFrom: businessDate,
    publishedAt: at,
    publishedBy: by,
    cause,
  })

  return { catalog: saved, changed: true }
}
