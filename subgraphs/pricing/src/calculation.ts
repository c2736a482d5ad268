import { decimal, exponentOf, round, type Money } from '@pactwork/kernel/money'
import type { CatalogPrice, RequestedLine } from './price-input.ts'

type Exact = ReturnType<typeof decimal>

export type TraceStep = { readonly rule: string; readonly operand: string; readonly result: string }

/** How an amount was rounded: always half-up at the currency's decimals (PRC-04, M28). */
export type Rounding = {
  readonly mode: 'HALF_UP'
  readonly decimals: number
  readonly exact: string
  readonly rounded: string
  readonly difference: string
}

export type PriceComponent = {
  readonly lineId: string
  readonly kind: 'CHARGE' | 'DISCOUNT'
  readonly chargeType: 'ONE_TIME' | 'RECURRING'
  readonly period: string | null
  readonly periodLength: number | null
  readonly priceId: string
  readonly priceVersion: string
  readonly amount: Money
  readonly trace: readonly TraceStep[]
  readonly rounding: Rounding
}

/** One catalog price for one line: a charge, and the manual discount on it as a component of its own. */
export function componentsOf(line: RequestedLine, price: CatalogPrice): PriceComponent[] {
  const unit = decimal(price.amount)
  const gross = unit.times(line.quantity)
  const charged: TraceStep[] = [
    { rule: 'UNIT_PRICE', operand: price.id, result: unit.toFixed() },
    { rule: 'TIMES_QUANTITY', operand: String(line.quantity), result: gross.toFixed() },
  ]
  const charge = component(line, price, 'CHARGE', gross, charged)
  if (!line.discount || line.discount.basisPoints === 0) return [charge]

  const share = decimal(String(line.discount.basisPoints)).div(10_000)
  const reduction = decimal(charge.amount.amount).times(share).negated()

  return [
    charge,
    component(line, price, 'DISCOUNT', reduction, [
      { rule: 'ROUNDED_CHARGE', operand: price.id, result: charge.amount.amount },
      { rule: 'MANUAL_DISCOUNT', operand: `${line.discount.basisPoints} bp`, result: reduction.toFixed() },
    ]),
  ]
}

function component(
  line: RequestedLine,
  price: CatalogPrice,
  kind: PriceComponent['kind'],
  exact: Exact,
  trace: readonly TraceStep[],
): PriceComponent {
  const recurring = price.priceType === 'RECURRING'
  const { money: amount, difference } = round(exact, price.currency)

  return {
    lineId: line.lineId,
    kind,
    chargeType: recurring ? 'RECURRING' : 'ONE_TIME',
    period: recurring ? price.period : null,
    periodLength: recurring ? price.periodLength : null,
    priceId: price.id,
    priceVersion: price.version,
    amount,
    trace,
    rounding: {
      mode: 'HALF_UP',
      decimals: exponentOf(price.currency),
      exact: exact.toFixed(),
      rounded: amount.amount,
      difference,
    },
  }
}
