import { decimal, minorUnits, round, sum, type Money } from '@pactwork/kernel/money'
import type { PriceComponent } from './calculation.ts'

export type RecurringAmount = {
  readonly period: string
  readonly periodLength: number
  readonly amount: Money
}

export type Amounts = {
  readonly oneTime: Money
  readonly recurring: readonly RecurringAmount[]
  readonly contractValue: Money
}

export type PriceTotals = Amounts & {
  readonly contractValueMinor: string
  readonly discount: Money
  readonly discountBasisPoints: number
}

/** How many months one period lasts: an exact fraction, so that a term of a year is 52 weeks and 365 days. */
const monthsOf: Readonly<Record<string, { readonly months: string; readonly per: string }>> = {
  DAY: { months: '12', per: '365' },
  WEEK: { months: '12', per: '52' },
  MONTH: { months: '1', per: '1' },
  QUARTER: { months: '3', per: '1' },
  YEAR: { months: '12', per: '1' },
}

export const isChargeablePeriod = (period: string | null): boolean => period !== null && period in monthsOf

/** One-time, recurring per period, and the contract value: sums of rounded components, nothing else (M28). */
export function amountsOf(
  components: readonly PriceComponent[],
  termMonths: number,
  currency: string,
): Amounts {
  const oneTime = sum(amounts(components.filter(({ chargeType }) => chargeType === 'ONE_TIME')), currency)
  const recurring = recurringOf(components, currency)
  const overTerm = recurring.map((each) => timesTerm(each, termMonths))

  return { oneTime, recurring, contractValue: sum([oneTime, ...overTerm], currency) }
}

/** The totals of a whole price: the amounts of all components and what the discounts take off. */
export function totalsOf(
  components: readonly PriceComponent[],
  {
    termMonths,
    currency,
    discountBasisPoints,
  }: { termMonths: number; currency: string; discountBasisPoints: number },
): PriceTotals {
  const all = amountsOf(components, termMonths, currency)
  const discounts = components.filter(({ kind }) => kind === 'DISCOUNT')
  const off = decimal(amountsOf(discounts, termMonths, currency).contractValue.amount).abs()

  return {
    ...all,
    contractValueMinor: minorUnits(all.contractValue).toString(),
    discount: round(off, currency).money,
    discountBasisPoints,
  }
}

function recurringOf(components: readonly PriceComponent[], currency: string): RecurringAmount[] {
  const groups = new Map<string, PriceComponent[]>()
  for (const one of components) {
    if (one.chargeType !== 'RECURRING') continue
    const key = `${one.period}/${one.periodLength ?? 1}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }

  return [...groups.entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, group]) => ({
      period: group[0]?.period ?? 'MONTH',
      periodLength: group[0]?.periodLength ?? 1,
      amount: sum(amounts(group), currency),
    }))
}

function timesTerm({ period, periodLength, amount }: RecurringAmount, termMonths: number): Money {
  const { months, per } = monthsOf[period] ?? { months: '1', per: '1' }
  const periods = decimal(String(termMonths)).times(per).div(decimal(months).times(periodLength))

  return round(decimal(amount.amount).times(periods), amount.currency).money
}

const amounts = (components: readonly PriceComponent[]): Money[] => components.map(({ amount }) => amount)
