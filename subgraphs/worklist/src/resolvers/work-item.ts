import type { Batch, Reading } from '@pactwork/kernel/graph-context'
import { isId } from '@pactwork/kernel/ids'
import { kindsSeenBy, mayWorkOn } from '../queue.rules.ts'
import type { WorkItem } from '../work-item.ts'
import { workItemsAbout, workItemsByIds } from '../work-item.store.ts'

type Reference = { id: string }

const visibleTo = ({ actor }: Reading, item: WorkItem | undefined): WorkItem | undefined =>
  item &&
  actor.kind === 'user' &&
  actor.permissions.has('worklist:read') &&
  (mayWorkOn(item, actor) || item.claimedBy === actor.id)
    ? item
    : undefined

/** Work items by id; what is not the reader's to see looks as if it did not exist. */
export const visibleWorkItems: Batch<WorkItem> = async (ids, reading) => {
  const known = ids.filter((id) => isId('wki', id))
  const found = known.length === 0 ? [] : await reading.read((uow) => workItemsByIds(uow, known))

  return ids.map((id) =>
    visibleTo(
      reading,
      found.find((item) => item.id === id),
    ),
  )
}

/** Work items by the id of their subject. */
export const workItemsOfSubjects: Batch<WorkItem> = async (subjectIds, reading) => {
  const found = await reading.read((uow) => workItemsAbout(uow, subjectIds))

  return subjectIds.map((id) =>
    visibleTo(
      reading,
      found.find((item) => item.subjectId === id),
    ),
  )
}

/** Queues and kinds whose work items a reader may list. */
export const scopeOf = ({ actor }: Reading): { queues: readonly string[]; kinds: readonly string[] } => ({
  queues: actor.groups,
  kinds: kindsSeenBy(actor.permissions),
})

const subjectTypes: Readonly<Record<WorkItem['kind'], string>> = {
  APPROVAL: 'ApprovalRequest',
  FALLOUT: 'FalloutCase',
}

/** A payload of a command holds only the id; everything else shows the present state (M4). */
const whole = async (item: WorkItem | Reference, { load }: Reading): Promise<WorkItem | null> =>
  'kind' in item ? item : load(visibleWorkItems, item.id)

const field =
  <Value>(value: (item: WorkItem) => Value) =>
  async (item: WorkItem | Reference, _: unknown, reading: Reading): Promise<Value | null> => {
    const found = await whole(item, reading)

    return found && value(found)
  }

export const WorkItemType = {
  __resolveReference: ({ id }: Reference, reading: Reading) => reading.load(visibleWorkItems, id),
  kind: field(({ kind }) => kind),
  state: field(({ state }) => state),
  queue: field(({ queue }) => queue),
  about: field(({ about }) => about),
  subject: field(({ kind, subjectId }) => ({ __typename: subjectTypes[kind], id: subjectId })),
  claimedBy: field(({ claimedBy }) => claimedBy && { id: claimedBy }),
  dueAt: field(({ dueAt }) => dueAt),
  openedAt: field(({ openedAt }) => openedAt),
  closedAt: field(({ closedAt }) => closedAt),
  version: field(({ version }) => version),
}

/** What the worklist adds to the entities that work items are about. */
export const SubjectType = {
  __resolveReference: ({ id }: Reference) => ({ id }),
  workItem: ({ id }: Reference, _: unknown, { load }: Reading) => load(workItemsOfSubjects, id),
}
