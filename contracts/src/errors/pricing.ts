import { defineErrors } from './define.ts'

export const pricingErrors = defineErrors({
  PRICE_HAS_NO_LINES: { message: 'There is nothing to price.', todo: 'Add a line to the quote first.' },
  OFFERING_NOT_PRICEABLE: {
    message: 'The offering of line {lineId} cannot be sold: {reasons}.',
    todo: 'Choose another offering or wait for the catalog manager.',
  },
  PRICE_MISSING: {
    message: 'The offering of line {lineId} has no price in {currency}.',
    todo: 'Quote in a currency the offering is priced in.',
  },
  PRICE_PERIOD_UNKNOWN: {
    message: 'The price {priceId} recurs every {period}, which is not a period that can be charged.',
    todo: 'Correct the price in the catalog: day, week, month, quarter or year.',
  },
  PRICE_NEGATIVE: {
    message: 'The price {priceId} is below zero; a new sale never pays the customer.',
    todo: 'Correct the price in the catalog; use a discount where one is meant.',
  },
  DISCOUNT_ABOVE_MAXIMUM: {
    message:
      'A discount of {asked} basis points on line {lineId} is more than the {maximum} the policy allows anyone.',
    todo: 'Ask for a smaller discount.',
  },
})
