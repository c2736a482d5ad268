import { defineErrors } from './define.ts'

export const worklistErrors = defineErrors({
  PROCESS_ALREADY_BOUND: {
    message: 'Another instance of the process carries this already.',
    todo: 'Nothing: the other instance goes on, this one ends.',
  },
  PROCESS_NOT_ACTIVE: {
    message: 'The process is {state}.',
    todo: 'Nothing: it has ended or a newer one took its place.',
  },
  PROCESS_HAS_NO_INCIDENT: {
    message: 'The process has no incident that could be retried.',
    todo: 'Look at the domain object to see what it waits for.',
  },
  WORK_ITEM_CLOSED: {
    message: 'The work item is {state}.',
    todo: 'Look at its subject: the decision has been made.',
  },
  WORK_ITEM_CLAIMED: {
    message: 'Somebody else has claimed the work item.',
    todo: 'Choose another one, or ask a supervisor to release it.',
  },
  WORK_ITEM_NOT_CLAIMED: {
    message: 'The work item is not claimed.',
    todo: 'Nothing: it is open to its queue.',
  },
  WORK_ITEM_NOT_IN_GROUP: {
    message: 'The work item belongs to the queue {queue}.',
    todo: 'Leave it to a member of that group.',
  },
  WORK_ITEM_NOT_ESCALATABLE: {
    message: 'There is no queue above {queue}.',
    todo: 'Speak to the members of the queue.',
  },
})
