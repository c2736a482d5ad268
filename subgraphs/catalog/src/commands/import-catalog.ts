import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { z } from 'zod'
import { catalogIdOf, catalogs } from '../catalog.store.ts'
import { blocks, type Finding } from '../import/finding.ts'
import { publishRead, type ReadCatalog, readCatalog } from '../import/import-files.ts'
import { insertReport, reportOf } from '../import-report.ts'
import { publishSource } from '../publish-source.ts'
import { readConfirmations } from '../publication.store.ts'

const end = z.object({
  type: z.enum(['ProductOffering', 'ProductOfferingPrice', 'ProductSpecification']),
  id: z.string().nullish(),
  productNumber: z.string().nullish(),
  name: z.string().nullish(),
})

const input = z.object({
  files: z.array(z.object({ path: z.string().min(1).max(500), text: z.string() })).max(20_000),
  links: z
    .array(z.object({ from: end, to: end }))
    .max(20_000)
    .nullish(),
})

/**
 * Imports TMF620 payloads as one publication (CAT-02). Reading is done before the transaction; linking needs the
 * confirmations of that moment and is done inside. The same content makes no new publication.
 */
export const importCatalog = command({
  name: 'importCatalog',
  permission: 'catalog:import',
  input,

  gather: ({ files }): Promise<ReadCatalog> => Promise.resolve(readCatalog(files)),

  async handle({ links }, { uow, actor, clock, businessDate, evidence: read, newId }) {
    const catalog = await catalogs(uow).find(catalogIdOf(uow))
    const stated = (links ?? []).map(({ from, to }) => ({ from: withoutNulls(from), to: withoutNulls(to) }))
    const { source, published, findings } = publishRead(read, stated, await readConfirmations(uow))
    if (!published) return block(read, findings)

    const [by, at] = [actor.id, clock.now()]
    const made = await publishSource(uow, catalog, {
      source,
      published,
      cause: 'IMPORT',
      businessDate: businessDate(),
      by,
      at,
    })
    const report = reportOf(read.fileCount, findings, made.changed ? 'PUBLISHED' : 'UNCHANGED')
    const reportId = newId('rep')
    await insertReport(uow, { id: reportId, publicationId: made.catalog.publicationId, report, at, by })

    return {
      __typename: 'ImportCatalogPayload',
      publication: { id: made.catalog.publicationId },
      report: { id: reportId },
    }
  },
})

function block({ fileCount }: ReadCatalog, findings: readonly Finding[]): never {
  const errors = findings.filter((one) => blocks([one]))

  return refuse(
    'CATALOG_IMPORT_BLOCKED',
    { fileCount, errorCount: errors.length, report: reportOf(fileCount, findings, 'BLOCKED') },
    errors.map(({ code, file, path, message }) => ({
      code,
      path: `${file}#${path}`,
      message,
      severity: 'ERROR',
    })),
  )
}

const withoutNulls = ({ type, id, productNumber, name }: z.infer<typeof end>) => ({
  type,
  ...(id != null && { id }),
  ...(productNumber != null && { productNumber }),
  ...(name != null && { name }),
})
