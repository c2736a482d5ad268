import { Decimal } from 'decimal.js'
import { z } from 'zod'

/** An amount as a decimal string with its ISO 4217 currency. Never a number (M28). */
export type Money = { readonly amount: string; readonly currency: string }

const Precise = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 30 })

/** The schema of a decimal string: digits, an optional fraction, no exponent. */
export const decimalSchema = z
  .string()
  .regex(/^-?\d{1,18}(\.\d{1,6})?$/, 'must be a decimal such as "12.50", at most 18 digits and 6 decimals')

/** The schema of Money. */
export const moneySchema = z.object({
  amount: decimalSchema,
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code'),
})

/** How many decimals a currency has; ICU knows them. */
export function exponentOf(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  )
}

/** A decimal for computing; accepts strings only, so that no float slips in. */
export const decimal = (value: string): Decimal => new Precise(value)

/** Half-up at the currency's exponent, with what the rounding changed (PRC-04). */
export function round(exact: Decimal, currency: string): { money: Money; exact: string; difference: string } {
  const rounded = exact.toDecimalPlaces(exponentOf(currency), Decimal.ROUND_HALF_UP)

  return {
    money: { amount: rounded.toFixed(exponentOf(currency)), currency },
    exact: exact.toFixed(),
    difference: rounded.minus(exact).toFixed(),
  }
}

/** Money from a decimal string, rounded half-up to its currency. */
export const money = (amount: string, currency: string): Money => round(decimal(amount), currency).money

/** The sum of amounts of one currency; mixing currencies is a fault, not an answer. */
export function sum(amounts: readonly Money[], currency: string): Money {
  const stranger = amounts.find((one) => one.currency !== currency)
  if (stranger) throw new TypeError(`Cannot add ${stranger.currency} to ${currency}.`)

  return round(
    amounts.reduce((total, one) => total.plus(one.amount), decimal('0')),
    currency,
  ).money
}

/** The amount in minor units as an integer, for columns and DMN inputs (M9, M27). */
export function minorUnits({ amount, currency }: Money): bigint {
  return BigInt(
    decimal(amount)
      .times(decimal('10').pow(exponentOf(currency)))
      .toDecimalPlaces(0)
      .toFixed(),
  )
}

/** Money from minor units. */
export const fromMinorUnits = (units: bigint, currency: string): Money =>
  money(
    decimal(units.toString())
      .div(decimal('10').pow(exponentOf(currency)))
      .toFixed(),
    currency,
  )
