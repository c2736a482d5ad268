import type { OfferedPrice, Reason } from '../offering.ts'
import { type Link, type LinkKind } from './link.ts'
import { type Offering, seriesOf, type Specification } from './resource.ts'

type Case = {
  readonly offering: Offering
  readonly specification: Specification | undefined
  readonly prices: readonly OfferedPrice[]
  readonly links: readonly Link[]
  readonly impossible: readonly string[]
}

type Rule = (one: Case) => string | undefined

const active = /^(active|launched|released|in ?sale|available)$/i

/** Links of an offering, at whichever end it stands. */
const of = ({ offering, links }: Case, kind: LinkKind): Link[] =>
  links.filter(
    (link) => link.kind === kind && [link.from, link.to].some((end) => seriesOf(end) === seriesOf(offering)),
  )

const inferred = (one: Case, kind: LinkKind): Link[] =>
  of(one, kind).filter(({ status }) => status === 'INFERRED')

/** Why an offering cannot be sold on any date: one rule per reason, all that apply are given. */
const rules: Record<string, Rule> = {
  LIFECYCLE_NOT_SELLABLE: ({ offering: { lifecycleStatus } }) =>
    lifecycleStatus === undefined || active.test(lifecycleStatus.trim())
      ? undefined
      : `Its lifecycle status is "${lifecycleStatus}".`,

  NOT_SELLABLE_ALONE: ({ offering }) =>
    offering.isSellable ? undefined : 'Its file says that it is not sold by itself (isSellable).',

  BUNDLE_NOT_SOLD_ALONE: ({ offering }) =>
    offering.isBundle ? 'It is a bundle; bundles are not sold yet.' : undefined,

  NO_SPECIFICATION: ({ offering, specification }) =>
    specification || offering.specification
      ? undefined
      : 'It names no specification, so nobody could fulfill it.',

  SPECIFICATION_UNRESOLVED: (one) =>
    one.specification || !one.offering.specification || inferred(one, 'SPECIFICATION_OF_OFFERING').length > 0
      ? undefined
      : 'Its specification is not in the catalog.',

  CHARACTERISTIC_WITHOUT_VALUE: ({ impossible }) =>
    impossible.length === 0
      ? undefined
      : `Its specification allows none of its values for ${impossible.join(', ')}.`,

  LINK_NOT_CONFIRMED: (one) => {
    const waiting = [...inferred(one, 'PRICE_OF_OFFERING'), ...inferred(one, 'SPECIFICATION_OF_OFFERING')]
    const named = waiting.map(({ from, to }) => `"${from.name}" to "${to.name}"`).toSorted()

    return named.length === 0 ? undefined : `Inferred links wait for confirmation: ${named.join(', ')}.`
  },

  NO_PRICE: ({ prices }) => (prices.length === 0 ? 'It has no price.' : undefined),

  PRICE_NOT_QUOTABLE: ({ prices }) => {
    const named = prices.filter(({ quotable }) => !quotable).map(({ name }) => `"${name}"`)

    return named.length === 0 ? undefined : `A quote cannot charge ${named.join(', ')}.`
  },

  PRICE_REFERENCE_UNRESOLVED: (one) => {
    const linked = new Set(of(one, 'PRICE_OF_OFFERING').map(({ from }) => seriesOf(from))).size

    return linked < one.offering.prices.length
      ? `It references ${one.offering.prices.length} prices, and ${linked} are known.`
      : undefined
  },

  MIXED_CURRENCIES: ({ prices }) => {
    const currencies = [...new Set(prices.flatMap(({ currency }) => currency ?? []))].toSorted()

    return currencies.length > 1 ? `Its prices are in ${currencies.join(' and ')}.` : undefined
  },
}

export const reasonsAgainst = (one: Case): Reason[] =>
  Object.entries(rules).flatMap(([code, rule]) => {
    const message = rule(one)

    return message === undefined ? [] : [{ code, message }]
  })
