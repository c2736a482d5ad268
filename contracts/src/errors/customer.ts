import { defineErrors } from './define.ts'

export const customerErrors = defineErrors({
  CUSTOMER_CLOSED: {
    message: 'The customer {number} is closed; nothing about it changes any more.',
    todo: 'Create a new customer.',
  },
  CUSTOMER_STATUS_NOT_ALLOWED: {
    message: 'A customer that is {from} cannot become {to}.',
    todo: 'Look at the status of the customer.',
  },
  SITE_LIMIT_REACHED: {
    message: 'A customer has at most {maximum} sites.',
    todo: 'Put further sites under another customer.',
  },
  AUTHORITY_ALREADY_GRANTED: {
    message: 'The user may act for this customer already.',
    todo: 'Nothing is left to do.',
  },
  AUTHORITY_NOT_GRANTED: {
    message: 'The user may not act for this customer.',
    todo: 'Look at the authority of the customer.',
  },
  USER_UNKNOWN: { message: 'There is no user {userId} in this tenant.', todo: 'Check the id of the user.' },
})
