import { everyoneIn, everyoneWith, user } from '@pactwork/contracts/audience'

/** The queue above each queue. Work nobody took in time goes up, never sideways. */
const above: Readonly<Record<string, string>> = {
  approvers: 'approval-directors',
  'inventory-operations': 'operations-supervisors',
  'provisioning-operations': 'operations-supervisors',
  'order-operations': 'operations-supervisors',
}

/** The queue a work item escalates to; undefined at the top. */
export const queueAbove = (queue: string): string | undefined => above[queue]

/** Whoever may decide what a kind of work item is about may see it in any queue. */
const decides: Readonly<Record<string, string>> = { APPROVAL: 'approval:decide', FALLOUT: 'fallout:resolve' }

/**
 * A queue's members are the group of the same name. A claim only tells colleagues who is at it: authority
 * over the subject is checked by its owner when somebody decides.
 */
export const mayWorkOn = (
  item: { queue: string; kind: string },
  actor: { groups: readonly string[]; permissions: ReadonlySet<string> },
): boolean =>
  actor.groups.includes(item.queue) ||
  actor.permissions.has('worklist:supervise') ||
  actor.permissions.has(decides[item.kind] ?? '')

type Told = {
  queue: string
  formerQueue: string | null
  kind: string
  claimedBy: string | null
  formerlyClaimedBy: string | null
}

/**
 * Whom a change of a work item concerns: who sees the item where it stands, the queue that it left, and who is or
 * was at it. The former ones are told that it left, though they may see it no more.
 */
export const concernedBy = ({ queue, formerQueue, kind, claimedBy, formerlyClaimedBy }: Told): string[] => [
  everyoneIn(queue),
  everyoneWith('worklist:supervise'),
  ...[decides[kind]].flatMap((permission) => (permission === undefined ? [] : everyoneWith(permission))),
  ...(formerQueue === null ? [] : [everyoneIn(formerQueue)]),
  ...[claimedBy, formerlyClaimedBy].flatMap((id) => (id === null ? [] : user(id))),
]

/** The kinds an actor sees in every queue. */
export const kindsSeenBy = (permissions: ReadonlySet<string>): string[] =>
  Object.keys(decides).filter(
    (kind) => permissions.has('worklist:supervise') || permissions.has(decides[kind] ?? ''),
  )
