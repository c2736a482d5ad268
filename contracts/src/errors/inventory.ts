import { defineErrors } from './define.ts'

export const inventoryErrors = defineErrors({
  AVAILABILITY_LINES_MISSING: {
    message: 'There is nothing to ask for: the check names no line.',
    todo: 'Name at least one line with an offering and a quantity.',
  },
  RESERVATION_TRANSITION_IMPOSSIBLE: {
    message: 'The reservation is {status}; it cannot become {to}.',
    todo: 'Look at the reservation and at what the inventory system says of it.',
  },
})
