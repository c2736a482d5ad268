import { defineErrors } from './define.ts'

export const orderErrors = defineErrors({
  ORDER_VALIDATION_FAILED: {
    message: 'The quote cannot become an order: the violations say why.',
    todo: 'Mend what the violations name, usually by revising the quote and accepting it again.',
    type: 'OrderValidationFailed',
  },
  QUOTE_ALREADY_CONVERTED: {
    message: 'This quote already became the order {orderNumber}.',
    todo: 'Use the existing order; it stands in the field `order`.',
    type: 'QuoteAlreadyConverted',
  },
  ORDER_NOT_VALIDATABLE: {
    message: 'The order is {status}; it is validated only before it is decomposed.',
    todo: 'Nothing needs to be done.',
  },
  ORDER_NOT_DECOMPOSABLE: {
    message: 'The order is {status}; only a validated order without an open blocker is decomposed.',
    todo: 'Wait for its validation, or mend what stands in its way.',
  },
  ORDER_NOT_CANCELLABLE: {
    message: 'The order is {status}; it can be cancelled only before its fulfillment starts.',
    todo: 'Ask operations: what was done already has to be taken back by a change order.',
  },
  FULFILLMENT_ITEM_NOT_READY: {
    message: 'The fulfillment item is {state}; only a READY item can be started.',
    todo: 'Wait for FulfillmentItemReady.',
  },
  FULFILLMENT_ITEM_NOT_STARTED: {
    message: 'The fulfillment item is {state}; it has to be started before it is performed.',
    todo: 'Start it first.',
  },
  FULFILLMENT_ATTEMPT_SUPERSEDED: {
    message: 'Attempt {attempt} of this fulfillment item is over; attempt {current} stands.',
    todo: 'Leave it: the present attempt has a process of its own.',
  },
  FULFILLMENT_PERFORMED_ELSEWHERE: {
    message: 'The capability {capability} is performed by {system}, not by the order context.',
    todo: 'Ask the responsible context to perform it.',
  },
  FULFILLMENT_ITEM_NOT_RETRYABLE: {
    message:
      'The fulfillment item is {state}; only a failed one, or one the other side does not know, is tried anew.',
    todo: 'Wait until its outcome has been observed.',
  },
  FULFILLMENT_RETRY_BUDGET_EXHAUSTED: {
    message: 'This fulfillment item was tried {attempts} times, which is all its capability allows.',
    todo: 'Cancel the line by a change order, or mend the cause with the other side.',
  },
  FALLOUT_CASE_CLOSED: {
    message: 'The fallout case is {state}.',
    todo: 'Nothing needs to be done.',
  },
  FALLOUT_ACTION_NOT_ALLOWED: {
    message: 'A case because of {reasonCode} does not allow {action}.',
    todo: 'Choose one of the allowed actions of the case.',
  },
  FALLOUT_NOT_YOURS: {
    message: 'This case is assigned to someone else.',
    todo: 'Have it assigned to you, or ask a supervisor.',
  },
  FALLOUT_OUTCOME_NOT_OBSERVED: {
    message: 'What became of it has not been observed, so the case cannot be closed.',
    todo: 'Try the item anew if that is allowed, or wait until its responsible system has answered.',
  },
})
