import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import {
  cancel,
  claim,
  escalate,
  evolve,
  finish,
  openWorkItem,
  release,
  workItemTransitions,
  type WorkItem,
  type WorkItemState,
} from './work-item.ts'

const at = new Date('2026-03-01T10:00:00Z')
const item = (over: Partial<WorkItem> = {}): WorkItem => ({
  id: 'wki_1',
  version: 1,
  kind: 'APPROVAL',
  state: 'OPEN',
  queue: 'approvers',
  subjectId: 'apr_1',
  about: 'quo_1',
  claimedBy: null,
  dueAt: null,
  openedAt: at,
  closedAt: null,
  ...over,
})
const claimed = (by = 'usr_1') => item({ state: 'CLAIMED', claimedBy: by })
const inState = (state: WorkItemState): WorkItem => (state === 'CLAIMED' ? claimed() : item({ state }))
const after = (before: WorkItem, decision: ReturnType<typeof claim>): WorkItem =>
  decision.kind === 'rejected'
    ? before
    : decision.events.reduce(
        (current, event) => evolve(current, event, { id: current.id, version: current.version + 1, at }),
        before,
      )

test('opening puts the subject into its queue', () => {
  const opening = {
    kind: 'FALLOUT' as const,
    subjectId: 'fal_1',
    queue: 'order-operations',
    about: 'ord_1',
    dueAt: null,
  }
  const decision = openWorkItem(undefined, opening)
  const [event] = decision.kind === 'accepted' ? decision.events : []

  expect(event && evolve(undefined, event, { id: 'wki_2', version: 1, at })).toMatchObject({
    kind: 'FALLOUT',
    state: 'OPEN',
    queue: 'order-operations',
    claimedBy: null,
  })
})

describe('claiming', () => {
  test('an open item is claimed; the same person may claim again', () => {
    given(item()).when(claim, { by: 'usr_1' }).then({ type: 'WorkItemClaimed', claimedBy: 'usr_1' })
    given(claimed('usr_1')).when(claim, { by: 'usr_1' }).then()
  })

  test('what somebody else has is not taken away', () => {
    given(claimed('usr_2')).when(claim, { by: 'usr_1' }).rejects('WORK_ITEM_CLAIMED')
  })

  test('one releases what is one’s own; a supervisor anything', () => {
    given(claimed('usr_1'))
      .when(release, { by: 'usr_1', supervises: false })
      .then({ type: 'WorkItemReleased' })
    given(claimed('usr_2')).when(release, { by: 'usr_1', supervises: false }).rejects('WORK_ITEM_CLAIMED')
    given(claimed('usr_2'))
      .when(release, { by: 'usr_1', supervises: true })
      .then({ type: 'WorkItemReleased' })
    given(item()).when(release, { by: 'usr_1', supervises: true }).rejects('WORK_ITEM_NOT_CLAIMED')
  })
})

describe('escalation', () => {
  test('APR-09 a timer that fires after the decision does no harm', () => {
    given(item({ state: 'DONE' }))
      .when(escalate, { because: 'late' })
      .rejects('WORK_ITEM_CLOSED', { state: 'DONE' })
  })

  test('moves to the queue above, unclaimed', () => {
    const escalated = after(claimed(), escalate(claimed(), { because: 'late' }))

    expect(escalated).toMatchObject({ queue: 'approval-directors', state: 'OPEN', claimedBy: null })
  })

  test('ends at the top', () => {
    given(item({ queue: 'approval-directors' }))
      .when(escalate, { because: 'late' })
      .rejects('WORK_ITEM_NOT_ESCALATABLE')
  })
})

test('the word of the domain ends it once', () => {
  given(claimed()).when(finish, { outcome: 'approved' }).then({ type: 'WorkItemDone', outcome: 'approved' })
  given(item({ state: 'DONE' }))
    .when(finish, { outcome: 'approved' })
    .then()
  given(item({ state: 'DONE' }))
    .when(cancel, { because: 'void' })
    .then()
})

test.each(Object.keys(workItemTransitions) as WorkItemState[])(
  '%s moves only where the table lets it',
  (state) => {
    const before = inState(state)
    const reached = [
      claim(before, { by: 'usr_9' }),
      release(before, { by: 'usr_1', supervises: true }),
      escalate(before, { because: 'late' }),
      finish(before, { outcome: 'approved' }),
      cancel(before, { because: 'void' }),
    ].map((decision) => after(before, decision).state)

    expect([state, ...workItemTransitions[state]]).toEqual(expect.arrayContaining(reached))
    for (const next of workItemTransitions[state]) expect(reached).toContain(next)
  },
)
