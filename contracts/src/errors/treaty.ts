import { defineErrors } from './define.ts'

/** Codes of the handoffs to external systems, in every context that keeps some. */
export const treatyErrors = defineErrors({
  HANDOFF_TRANSITION_IMPOSSIBLE: {
    message: 'The handoff is {state}; it cannot become {to}.',
    todo: 'Look at the handoff again: somebody else moved it on, or the other side has answered.',
  },
  HANDOFF_MOVED_ON: {
    message: 'The handoff has moved on to version {actual}; version {expected} is over.',
    todo: 'Nothing needs to be done: whoever moved it on carries on with it.',
  },
  HANDOFF_KEY_CONFLICT: {
    message: 'The key {key} stands for another request already.',
    todo: 'Repeat the original request, or open a new attempt after this one has ended.',
  },
  HANDOFF_ATTEMPT_PASSED: {
    message: 'Attempt {attempt} is over; attempt {latest} stands.',
    todo: 'Work with the present attempt.',
  },
  HANDOFF_ALREADY_COMPLETED: {
    message: 'What {key} asks for was done already; a new attempt would do it twice.',
    todo: 'Use the outcome that stands.',
  },
  CALLBACK_REPLAYED: {
    message: 'This very callback was delivered before.',
    todo: 'Nothing needs to be done.',
  },
})
