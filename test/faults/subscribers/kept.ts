import { uuidOf } from '@pactwork/kernel/ids'
import { waitFor } from '../../stack/wait-for.ts'
import type { Scene } from '../../quote/scene.ts'
import { nameOf } from './followers.ts'

const feed = `tenant_id = $1 and feed = 'quote-changes'`

/** What the owner's feed holds of the scene's tenant, asked of the database itself. */
export function keptChanges(scene: Scene) {
  const tenantId = uuidOf('ten', scene.tenant.id)
  const query = async (text: string, ...values: unknown[]): Promise<Kept[]> => {
    const database = await scene.database()
    try {
      return (await database.query<Kept>(text, [tenantId, ...values])).rows
    } finally {
      await database.end()
    }
  }
  const all = async () =>
    (
      await query(
        `select subject, payload ->> 'change' as change, correlation_id as "correlationId"
         from quote.feed_item where ${feed} order by position`,
      )
    ).map((kept) => ({ ...kept, name: nameOf(kept.change, kept.correlationId) }))

  return {
    all,
    /** As soon as there are so many. */
    once: (count: number) =>
      waitFor(
        `${count} changes to be kept`,
        async () => {
          const kept = await all()
          return kept.length >= count && kept
        },
        { within: 90_000, every: 250 },
      ),
    /** Forgets all but the last so many. */
    async trimTo(count: number): Promise<void> {
      await query(`update quote.feed_head set trimmed_to = position - $2::int where ${feed}`, count)
      await query(
        `delete from quote.feed_item f using quote.feed_head h
         where f.tenant_id = $1 and f.feed = 'quote-changes' and h.tenant_id = $1 and h.feed = f.feed
           and f.position <= h.trimmed_to`,
      )
    },
  }
}

type Kept = { subject: string; change: string; correlationId: string }

/** What is not as the commands made it: each quote was priced, then staled and priced again so many times. */
export function notAsCommanded(
  kept: readonly Kept[],
  quotes: readonly { quoteId: string; rounds: number }[],
): string[] {
  return quotes.flatMap(({ quoteId, rounds }) => {
    const changes = kept.filter(({ subject }) => subject === quoteId).map(({ change }) => change)
    const wanted = ['REPRICED', ...Array.from({ length: rounds }, () => ['STALE', 'REPRICED']).flat()]

    return changes.join() === wanted.join() ? [] : [`${quoteId} was kept as ${changes.join(', ')}`]
  })
}
