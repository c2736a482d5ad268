import { finding, type Finding, type Place } from './finding.ts'
import type { FindingCode } from './finding.codes.ts'
import { atPath, type JsonObject } from './json-value.ts'
import { priceConditions } from './payload.attributes.ts'
import type { Payloads } from './payload.ts'
import type { Price } from './resource.ts'

type Charge = Pick<Price, 'priceType' | 'period' | 'periodLength' | 'amount' | 'currency' | 'quotable'>
type PricePayload = Payloads['ProductOfferingPrice']

/**
 * What a price charges. A price that says less than a charge needs, or that depends on more than a quantity, is
 * imported and not quotable: it is never charged by guess.
 */
export function readCharge(
  one: PricePayload,
  given: JsonObject,
  place: Place,
): { charge: Charge; findings: Finding[] } {
  const findings: Finding[] = []
  const note = (code: FindingCode, message: string, attribute = '') => {
    findings.push(
      finding(
        code,
        { ...place, path: attribute ? atPath(place.path, ...attribute.split('/')) : place.path },
        message,
      ),
    )
  }

  const priceType = typeOf(one.priceType)
  if (!priceType)
    note(
      'PRICE_TYPE_NOT_QUOTABLE',
      `The price type is "${one.priceType ?? ''}", not one-time or recurring.`,
      'priceType',
    )
  const period = priceType === 'RECURRING' ? periodOf(one.recurringChargePeriodType) : undefined
  if (priceType === 'RECURRING' && !period) {
    note(
      'PRICE_INCOMPLETE',
      `The period is "${one.recurringChargePeriodType ?? ''}", none that can be charged.`,
      'recurringChargePeriodType',
    )
  }
  const amount = one.price?.value
  if (!amount) note('PRICE_INCOMPLETE', 'The price states no amount.', 'price')
  if (amount?.spelt)
    note('NUMBER_AS_TEXT', `The amount "${amount.value}" is written in quotes.`, 'price/value')
  if (amount?.value.startsWith('-'))
    note('NUMBER_OUT_OF_RANGE', `The amount ${amount.value} is below zero.`, 'price/value')
  const currency = currencyOf(one.price?.unit)
  if (amount && !currency)
    note('PRICE_INCOMPLETE', `"${one.price?.unit ?? ''}" is not an ISO 4217 currency.`, 'price/unit')
  const conditions = conditionsOf(one, given)
  for (const name of conditions) {
    note('PRICE_CONDITION_NOT_SUPPORTED', `The price depends on more than a quantity: ${name}.`, name)
  }

  return {
    charge: {
      ...(priceType && { priceType }),
      ...(period && { period, periodLength: one.recurringChargePeriodLength ?? 1 }),
      ...(amount && { amount: amount.value }),
      ...(currency && { currency }),
      quotable:
        Boolean(priceType && amount && currency && (period || priceType === 'ONE_TIME')) &&
        conditions.length === 0,
    },
    findings,
  }
}

function conditionsOf(one: PricePayload, given: JsonObject): string[] {
  const named = priceConditions.filter((name) => {
    const held = given[name]

    return held !== undefined && !(Array.isArray(held) && held.length === 0)
  })
  const percentage = one.percentage !== undefined && one.percentage.value !== '0' ? ['percentage'] : []
  const measured = (one.unitOfMeasure?.amount?.value ?? '1') === '1' ? [] : ['unitOfMeasure']

  return [...named, ...percentage, ...measured, ...(one.isBundle ? ['isBundle'] : [])]
}

const letters = (written = ''): string => written.toLowerCase().replaceAll(/[^a-z]/g, '')

function typeOf(written: string | undefined): Price['priceType'] {
  const word = letters(written)
  if (/^recurring(charge|fee|price)?$/.test(word)) return 'RECURRING'

  return /^(onetime|nonrecurring)(charge|fee|price)?$/.test(word) ? 'ONE_TIME' : undefined
}

const periods: Record<string, NonNullable<Price['period']>> = {
  day: 'DAY',
  days: 'DAY',
  daily: 'DAY',
  week: 'WEEK',
  weeks: 'WEEK',
  weekly: 'WEEK',
  month: 'MONTH',
  months: 'MONTH',
  monthly: 'MONTH',
  quarter: 'QUARTER',
  quarters: 'QUARTER',
  quarterly: 'QUARTER',
  year: 'YEAR',
  years: 'YEAR',
  yearly: 'YEAR',
  annual: 'YEAR',
  annually: 'YEAR',
}

const periodOf = (written: string | undefined): Price['period'] => periods[letters(written)]

const currencies = new Set(Intl.supportedValuesOf('currency'))

function currencyOf(unit: string | undefined): string | undefined {
  const code = unit?.trim().toUpperCase() ?? ''

  return currencies.has(code) ? code : undefined
}
