import { decimal } from '@pactwork/kernel/money'
import type { AllowedValue } from './constraints.ts'

const numeral = /^-?\d{1,18}(\.\d{1,6})?$/

/** Whether a text is a value of a characteristic's type. */
export const isOfType = (valueType: string, value: string): boolean =>
  valueType === 'NUMBER'
    ? numeral.test(value)
    : valueType === 'BOOLEAN'
      ? value === 'true' || value === 'false'
      : value.length > 0 && value.length <= 2000

/** The one spelling of a value: `05.50` and `5.5` are the same number and hash alike. */
export const spell = (valueType: string, value: string): string =>
  valueType === 'NUMBER' && numeral.test(value.trim()) ? decimal(value.trim()).toFixed() : value

/** Whether one of the allowed values or ranges admits a value; no restriction admits all of the type. */
export const isAllowed = (valueType: string, allowed: readonly AllowedValue[], value: string): boolean =>
  allowed.length === 0 ||
  allowed.some((one) => (isRange(one) ? valueType === 'NUMBER' && isWithin(one, value) : one.value === value))

export const isRange = ({ valueFrom, valueTo }: AllowedValue): boolean =>
  valueFrom !== null || valueTo !== null

/** TMF620's intervals: OPEN excludes both bounds, CLOSED_BOTTOM the upper one, CLOSED_TOP the lower one. */
function isWithin({ valueFrom, valueTo, rangeInterval }: AllowedValue, value: string): boolean {
  const number = decimal(value)
  const below = valueFrom === null ? 1 : number.comparedTo(valueFrom)
  const above = valueTo === null ? -1 : number.comparedTo(valueTo)
  const excludesLower = rangeInterval === 'OPEN' || rangeInterval === 'CLOSED_TOP'
  const excludesUpper = rangeInterval === 'OPEN' || rangeInterval === 'CLOSED_BOTTOM'

  return (excludesLower ? below > 0 : below >= 0) && (excludesUpper ? above < 0 : above <= 0)
}

/** The allowed values as a person reads them: `5, 15, 10 to 50`. */
export const listAllowed = (allowed: readonly AllowedValue[]): string =>
  allowed
    .map((one) => (isRange(one) ? `${one.valueFrom ?? '…'} to ${one.valueTo ?? '…'}` : (one.value ?? '')))
    .join(', ')
