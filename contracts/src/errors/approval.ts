import { defineErrors } from './define.ts'

export const approvalErrors = defineErrors({
  APPROVAL_NOT_AWAITED: {
    message: 'The quote is {state}; nothing is to be approved.',
    todo: 'Nothing: the requirement is out of date.',
  },
  APPROVAL_REQUIREMENT_STALE: {
    message: 'The requirement was evaluated for other facts than the quote has now: {because}.',
    todo: 'Evaluate the requirement again.',
  },
  APPROVAL_LEVEL_UNKNOWN: {
    message: 'The level {level} is none the authority policy knows.',
    todo: 'Align the decision table with the published authority limits.',
  },
  APPROVAL_ALREADY_RECORDED: {
    message: 'The requirement for this revision was recorded before.',
    todo: 'Follow the existing approval request.',
  },
  APPROVAL_NOT_PENDING: {
    message: 'The request is {state}; only a pending one can be decided.',
    todo: 'Look at the quote: it may have been decided or revised.',
  },
  APPROVAL_OWN_REQUEST: {
    message: 'Nobody decides on a quote of their own.',
    todo: 'Leave the decision to somebody else of the group.',
  },
  APPROVAL_NOT_IN_GROUP: {
    message: 'The decision is up to the group {group}.',
    todo: 'Ask somebody of that group.',
  },
  APPROVAL_AUTHORITY_EXCEEDED: {
    message: 'Your authority ends below what is asked here: {because}.',
    todo: 'Leave the decision to somebody with more authority.',
  },
  APPROVAL_EVIDENCE_STALE: {
    message: 'The quote is no longer what the request is about: {because}.',
    todo: 'Wait for the request about the current revision.',
  },
  AUTHORITY_LIMITS_INVALID: {
    message: 'The limits contradict themselves: {because}.',
    todo: 'Correct the limits and publish them again.',
  },
})
