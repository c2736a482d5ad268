import { workItemEvents, type WorkItemEvent } from '@pactwork/contracts/events/worklist'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { evolve, type WorkItem, type WorkItemKind, type WorkItemState } from './work-item.ts'

type Row = {
  id: string
  version: number
  kind: WorkItemKind
  state: WorkItemState
  queue: string
  subject_id: string
  about: string
  claimed_by: string | null
  due_at: Date | null
  opened_at: Date
  closed_at: Date | null
}

const stateOf = (row: Row): WorkItem => ({
  id: idOf('wki', row.id),
  version: row.version,
  kind: row.kind,
  state: row.state,
  queue: row.queue,
  subjectId: row.subject_id,
  about: row.about,
  claimedBy: row.claimed_by,
  dueAt: row.due_at,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
})

/** The work item as one aggregate. */
export const workItems = aggregate<WorkItem, WorkItemEvent>({
  kind: 'wki',
  type: 'WorkItem',
  events: workItemEvents,
  evolve,

  async load(uow, id) {
    const rows = await uow.sql<Row>(`select * from work_item where id = $1 for no key update`, [
      uuidOf('wki', id),
    ])

    return rows[0] && stateOf(rows[0])
  },

  async save(uow, item) {
    await uow.sql(
      `insert into work_item (tenant_id, id, version, kind, state, queue, subject_id, about, claimed_by, due_at,
         opened_at, closed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       on conflict (tenant_id, id) do update set version = excluded.version, state = excluded.state,
         queue = excluded.queue, claimed_by = excluded.claimed_by, closed_at = excluded.closed_at`,
      [
        uow.tenantId,
        uuidOf('wki', item.id),
        item.version,
        item.kind,
        item.state,
        item.queue,
        item.subjectId,
        item.about,
        item.claimedBy,
        item.dueAt,
        item.openedAt,
        item.closedAt,
      ],
    )
  },
})

/** The id of the work item about a subject. */
export async function workItemAbout(
  uow: UnitOfWork,
  { kind, subjectId }: { kind: WorkItemKind; subjectId: string },
): Promise<string | undefined> {
  const rows = await uow.sql<{ id: string }>(`select id from work_item where kind = $1 and subject_id = $2`, [
    kind,
    subjectId,
  ])

  return rows[0] && idOf('wki', rows[0].id)
}

/** Work items by id, in any order. */
export async function workItemsByIds(uow: UnitOfWork, ids: readonly string[]): Promise<WorkItem[]> {
  const rows = await uow.sql<Row>(`select * from work_item where id = any($1::uuid[])`, [
    ids.map((id) => uuidOf('wki', id)),
  ])

  return rows.map(stateOf)
}

/** Work items by the ids of their subjects. */
export async function workItemsAbout(uow: UnitOfWork, subjectIds: readonly string[]): Promise<WorkItem[]> {
  const rows = await uow.sql<Row>(`select * from work_item where subject_id = any($1)`, [subjectIds])

  return rows.map(stateOf)
}

/** Which work items a list shows. */
export type WorkItemListing = {
  /** Queues and kinds the reader may see; an item needs one of both. */
  queues: readonly string[]
  kinds: readonly string[]
  filter: {
    queue?: string | null
    kind?: string | null
    states?: readonly string[] | null
    claimedBy?: string | null
    about?: string | null
  }
  limit: number
  after: string | undefined
}

/** Oldest first, by key. */
export async function listWorkItems(uow: UnitOfWork, listing: WorkItemListing): Promise<WorkItem[]> {
  const { queues, kinds, filter, limit, after } = listing
  const rows = await uow.sql<Row>(
    `select * from work_item
     where (queue = any($1) or kind = any($2))
       and ($3::text is null or queue = $3) and ($4::text is null or kind = $4)
       and ($5::text[] is null or state = any($5)) and ($6::text is null or claimed_by = $6)
       and ($7::text is null or about = $7) and ($8::uuid is null or id > $8)
     order by id limit $9`,
    [
      queues,
      kinds,
      filter.queue ?? null,
      filter.kind ?? null,
      filter.states ?? null,
      filter.claimedBy ?? null,
      filter.about ?? null,
      after === undefined ? null : uuidOf('wki', after),
      limit,
    ],
  )

  return rows.map(stateOf)
}
