import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'

/** What the feed knows of a work item besides the fact at hand: as far as its facts were followed, never ahead. */
export type WatchedWorkItem = { readonly about: string; readonly claimedBy: string | null }

/** A work item begins to be followed; nobody is at it. */
export async function watchWorkItem(
  { sql, tenantId }: UnitOfWork,
  workItemId: string,
  about: string,
): Promise<void> {
  await sql(
    'insert into watched_work_item (tenant_id, work_item_id, about) values ($1, $2, $3) on conflict do nothing',
    [tenantId, uuidOf('wki', workItemId), about],
  )
}

/** A followed work item. */
export async function watchedWorkItem(
  { sql, tenantId }: UnitOfWork,
  workItemId: string,
): Promise<WatchedWorkItem | undefined> {
  const [watched] = await sql<WatchedWorkItem>(
    `select about, claimed_by as "claimedBy" from watched_work_item where tenant_id = $1 and work_item_id = $2`,
    [tenantId, uuidOf('wki', workItemId)],
  )

  return watched
}

/** Who is at it from now on. */
export async function noteClaim(
  { sql, tenantId }: UnitOfWork,
  workItemId: string,
  claimedBy: string | null,
): Promise<void> {
  await sql('update watched_work_item set claimed_by = $3 where tenant_id = $1 and work_item_id = $2', [
    tenantId,
    uuidOf('wki', workItemId),
    claimedBy,
  ])
}
