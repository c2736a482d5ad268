import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { canonical } from '@pactwork/kernel/hash'
import { z } from 'zod'
import { catalogIdOf, catalogs } from '../catalog.store.ts'
import { blocks, type Finding } from '../import/finding.ts'
import { publishRead, type ReadCatalog, readCatalog } from '../import/import-files.ts'
import type { StatedLink } from '../import/link.ts'
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

/** What was made of the files before the transaction, and by which confirmations. */
type Prepared = ReturnType<typeof publishRead> & { read: ReadCatalog; confirmed: readonly string[] }

/**
 * Imports TMF620 payloads as one publication (CAT-02). Reading and linking are done before the transaction, and
 * again inside only when someone has confirmed links since. The same content makes no new publication.
 */
export const importCatalog = command({
  name: 'importCatalog',
  permission: 'catalog:import',
  input,

  async gather({ files, links }, gather): Promise<Prepared> {
    const read = readCatalog(files)
    const confirmed = await gather.read(readConfirmations)

    return { ...publishRead(read, statedIn(links), confirmed), read, confirmed }
  },

  async handle({ links }, { uow, actor, clock, businessDate, evidence, newId }) {
    const catalog = await catalogs(uow).find(catalogIdOf(uow))
    const { read } = evidence
    const confirmed = await readConfirmations(uow)
    const isSame = canonical(confirmed) === canonical(evidence.confirmed)
    const { source, published, findings } = isSame ? evidence : publishRead(read, statedIn(links), confirmed)
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

const statedIn = (links: z.infer<typeof input>['links']): StatedLink[] =>
  (links ?? []).map(({ from, to }) => ({ from: withoutNulls(from), to: withoutNulls(to) }))

const withoutNulls = ({ type, id, productNumber, name }: z.infer<typeof end>) => ({
  type,
  ...(id != null && { id }),
  ...(productNumber != null && { productNumber }),
  ...(name != null && { name }),
})
