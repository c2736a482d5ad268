import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { z } from 'zod'
import { confirmable } from '../catalog.ts'
import { catalogIdOf, catalogs } from '../catalog.store.ts'
import { publish } from '../import/publication.ts'
import { publishSource } from '../publish-source.ts'
import { insertConfirmations, readConfirmations, readSource } from '../publication.store.ts'

/**
 * A catalog manager confirms links that were inferred from texts. The same sources with these confirmations are
 * another publication, in which the offerings can be sold.
 */
export const confirmLinks = command({
  name: 'confirmLinks',
  permission: 'catalog:confirm',
  input: z.object({
    publicationHash: z.string(),
    linkIds: z.array(z.string()).min(1).max(20_000),
    reason: z.string().max(1000).nullish(),
  }),
  reason: ({ reason }) => reason ?? undefined,

  async handle({ publicationHash, linkIds, reason }, { uow, actor, clock, businessDate }) {
    const catalog = await catalogs(uow).find(catalogIdOf(uow))
    const seen = catalog && (await readSource(uow, catalog.publicationId))
    if (!catalog || !seen) return refuse('CATALOG_NOT_PUBLISHED')

    const asked = { publicationHash, linkIds: [...new Set(linkIds)] }
    await catalogs(uow).save(catalog, confirmable(catalog, seen.content.links, asked))

    const [by, at] = [actor.id, clock.now()]
    await insertConfirmations(uow, {
      linkIds: asked.linkIds,
      publicationId: catalog.publicationId,
      at,
      by,
      reason: reason ?? undefined,
    })
    const source = { ...seen.source, confirmed: await readConfirmations(uow) }
    const made = await publishSource(uow, catalog, {
      source,
      published: publish(source),
      cause: 'CONFIRMATION',
      businessDate: businessDate(),
      by,
      at,
    })

    return { __typename: 'ConfirmLinksPayload', publication: { id: made.catalog.publicationId } }
  },
})
