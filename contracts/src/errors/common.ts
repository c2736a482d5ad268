import { defineErrors } from './define.ts'

/** Codes that any command may answer with. */
export const commonErrors = defineErrors({
  INVALID_INPUT: {
    message: 'The input is not valid.',
    todo: 'Correct the fields named in the violations.',
    type: 'InvalidInput',
  },
  NOT_FOUND: {
    message: 'There is no such {what}.',
    todo: 'Check the id; it may belong to another tenant or customer.',
  },
  VERSION_MISMATCH: {
    message: 'It has changed: version {actual} stands where {expected} was expected.',
    todo: 'Read it again and repeat the command with the version you see.',
  },
  CONCURRENT_CHANGE: {
    message: 'Others were changing the same thing at the same moment, three times in a row.',
    todo: 'Repeat the command with the same idempotency key.',
  },
  IDEMPOTENCY_KEY_MISSING: {
    message: 'A command needs an idempotency key of 1 to 200 characters.',
    todo: 'Send a key of your own, the same one when you repeat the command.',
    type: 'InvalidInput',
  },
  IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD: {
    message: 'This idempotency key was used before for another input.',
    todo: 'Use a new key for a new command; repeat an old one with its original input.',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    message: 'The same command is being carried out at this moment.',
    todo: 'Repeat it with the same key in a few seconds to get its answer.',
  },
  IDEMPOTENCY_KEY_EXPIRED: {
    message: 'This idempotency key was used more than 30 days ago; its answer is no longer kept.',
    todo: 'Look up the result by a query; use a new key for a new command.',
  },
  EVIDENCE_UNAVAILABLE: {
    message: 'The {source} service could not be asked, so nothing was decided.',
    todo: 'Repeat the command with the same idempotency key in a moment.',
  },
})
