import type { WorkItemEvent } from '@pactwork/contracts/events/worklist'
import { accept, mayBecome, reject, type Decision, type Transitions } from '@pactwork/kernel/decision'
import { queueAbove } from './queue.rules.ts'

export type WorkItemKind = 'APPROVAL' | 'FALLOUT'
export type WorkItemState = 'OPEN' | 'CLAIMED' | 'DONE' | 'CANCELLED'

/** Claiming is a courtesy between people; the domain's decision ends a work item from any state. */
export const workItemTransitions: Transitions<WorkItemState> = {
  OPEN: ['CLAIMED', 'DONE', 'CANCELLED'],
  CLAIMED: ['OPEN', 'DONE', 'CANCELLED'],
  DONE: [],
  CANCELLED: [],
}

/** Something a person has to decide or to mend. Made from domain events, never from engine tasks (M26). */
export type WorkItem = {
  id: string
  version: number
  kind: WorkItemKind
  state: WorkItemState
  queue: string
  /** The approval request or the fallout case. */
  subjectId: string
  /** The quote or the order the subject belongs to. */
  about: string
  claimedBy: string | null
  dueAt: Date | null
  openedAt: Date
  closedAt: Date | null
}

type Result = Decision<WorkItemEvent>
type Opening = { kind: WorkItemKind; subjectId: string; queue: string; about: string; dueAt: string | null }

const aboutItem = ({ kind, subjectId, queue }: Pick<WorkItem, 'kind' | 'subjectId' | 'queue'>) => ({
  kind,
  subjectId,
  queue,
})

const isOpen = ({ state }: WorkItem): boolean => workItemTransitions[state].length > 0
const closed = ({ state }: WorkItem) => reject('WORK_ITEM_CLOSED', { state })

export const openWorkItem = (_: undefined, opening: Opening): Result =>
  accept({ type: 'WorkItemOpened', ...aboutItem(opening), about: opening.about, dueAt: opening.dueAt })

/** Taking what one already has is harmless. */
export function claim(item: WorkItem, { by }: { by: string }): Result {
  if (!isOpen(item)) return closed(item)
  if (item.claimedBy === by) return accept()
  if (!mayBecome(workItemTransitions, item.state, 'CLAIMED')) return reject('WORK_ITEM_CLAIMED')

  return accept({ type: 'WorkItemClaimed', ...aboutItem(item), claimedBy: by })
}

/** One's own claim, or anybody's for a supervisor. */
export function release(item: WorkItem, { by, supervises }: { by: string; supervises: boolean }): Result {
  if (!isOpen(item)) return closed(item)
  if (item.state !== 'CLAIMED') return reject('WORK_ITEM_NOT_CLAIMED')
  if (item.claimedBy !== by && !supervises) return reject('WORK_ITEM_CLAIMED')

  return accept({ type: 'WorkItemReleased', ...aboutItem(item), releasedBy: by })
}

/** To the queue above. A timer that fires after the decision is refused and does no harm (APR-09). */
export function escalate(item: WorkItem, { because }: { because: string }): Result {
  if (!isOpen(item)) return closed(item)
  const queue = queueAbove(item.queue)
  if (!queue) return reject('WORK_ITEM_NOT_ESCALATABLE', { queue: item.queue })

  return accept({ type: 'WorkItemEscalated', ...aboutItem(item), queue, from: item.queue, because })
}

/** The domain has decided; a repeated word of it changes nothing. */
export const finish = (item: WorkItem, { outcome }: { outcome: string }): Result =>
  isOpen(item) ? accept({ type: 'WorkItemDone', ...aboutItem(item), outcome }) : accept()

/** Its subject is void. */
export const cancel = (item: WorkItem, { because }: { because: string }): Result =>
  isOpen(item) ? accept({ type: 'WorkItemCancelled', ...aboutItem(item), because }) : accept()

/** The state after one fact. */
export function evolve(
  item: WorkItem | undefined,
  event: WorkItemEvent,
  meta: { id: string; version: number; at: Date },
): WorkItem {
  if (event.type === 'WorkItemOpened')
    return {
      id: meta.id,
      version: meta.version,
      kind: event.kind === 'APPROVAL' ? 'APPROVAL' : 'FALLOUT',
      state: 'OPEN',
      queue: event.queue,
      subjectId: event.subjectId,
      about: event.about,
      claimedBy: null,
      dueAt: event.dueAt === null ? null : new Date(event.dueAt),
      openedAt: meta.at,
      closedAt: null,
    }
  if (!item) throw new Error(`${event.type} without a work item`)

  const next = { ...item, version: meta.version }
  switch (event.type) {
    case 'WorkItemClaimed':
      return { ...next, state: 'CLAIMED', claimedBy: event.claimedBy }
    case 'WorkItemReleased':
      return { ...next, state: 'OPEN', claimedBy: null }
    case 'WorkItemEscalated':
      return { ...next, state: 'OPEN', claimedBy: null, queue: event.queue }
    case 'WorkItemDone':
      return { ...next, state: 'DONE', closedAt: meta.at }
    case 'WorkItemCancelled':
      return { ...next, state: 'CANCELLED', closedAt: meta.at }
  }
}
