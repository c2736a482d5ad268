import { connection, type Page } from '@pactwork/kernel/connection'
import type { Batch, GraphContext } from '@pactwork/kernel/graph-context'
import { query } from '@pactwork/kernel/resolver'
import type { Link } from '../import/link.ts'
import { readReport, readReportOf } from '../import-report.ts'
import { orderableDay } from '../orderable-day.ts'
import {
  listPublications,
  type PublicationView,
  readContents,
  readCurrent,
  readDetails,
  readPublications,
} from '../publication.view.ts'

const rule = { permission: 'catalog:read' }

const publicationsById: Batch<PublicationView> = async (ids, { read }) => {
  const found = await read((uow) => readPublications(uow, ids))

  return ids.map((id) => found.get(id))
}

export const catalogPublications = query(rule, (page: Page, { read }) =>
  connection(page, (bounds) => read((uow) => listPublications(uow, bounds))),
)

export const currentCatalogPublication = query(rule, (_: object, { read }) =>
  read(async (uow) => (await readCurrent(uow)) ?? null),
)

/** Reports speak of links and rules that only those who manage the catalog need to see. */
export const importReport = query(
  { permission: 'catalog:import' },
  ({ publicationId }: { publicationId: string }, { read }) =>
    read(async (uow) => (await readReportOf(uow, publicationId)) ?? null),
)

type Reference = { id: string }

const linkView = ({ id, kind, from, to, rule: by, status, evidence }: Link) => ({
  id,
  kind,
  from: from.name,
  to: to.name,
  rule: by,
  status,
  evidence,
})

export const CatalogPublication = {
  __resolveReference: ({ id }: Reference, context: GraphContext) => context.load(publicationsById, id),

  changes: async ({ id }: Reference, _: object, { read }: GraphContext) =>
    (await read((uow) => readDetails(uow, id))).changes,

  links: async ({ id }: Reference, { status }: { status?: string | null }, { read }: GraphContext) => {
    const { links } = await read((uow) => readDetails(uow, id))

    return links.filter((link) => status == null || link.status === status).map(linkView)
  },

  orderableDay: async ({ id }: Reference, { near }: { near: string }, { read }: GraphContext) =>
    orderableDay(await read((uow) => readContents(uow, id)), near) ?? null,
}

type Payload = { publication: Reference; report: Reference }

const publication = ({ publication: { id } }: Payload, _: object, { load }: GraphContext) =>
  load(publicationsById, id)

/** A command's answer names the publication and the report by id; what is shown of them is read when asked for. */
export const ImportCatalogPayload = {
  publication,
  report: ({ report: { id } }: Payload, _: object, { read }: GraphContext) =>
    read((uow) => readReport(uow, id)),
}

export const ConfirmLinksPayload = { publication }
