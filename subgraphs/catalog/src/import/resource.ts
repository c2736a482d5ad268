import type { Place } from './finding.ts'

/** First and last day of commercial validity, both included; absent means open. */
export type Validity = { readonly from?: string; readonly until?: string }

/** How one resource points at another: by whatever its file states. */
export type Reference = {
  readonly id?: string
  readonly productNumber?: string
  readonly name?: string
  readonly version?: string
  readonly path: string
}

export type RelationshipKind = 'REQUIRES' | 'EXCLUDES'

export type AllowedValue = {
  readonly value?: string
  readonly valueFrom?: string
  readonly valueTo?: string
  readonly rangeInterval?: 'OPEN' | 'CLOSED' | 'CLOSED_BOTTOM' | 'CLOSED_TOP'
  readonly unitOfMeasure?: string
  readonly isDefault: boolean
}

export type Characteristic = {
  readonly name: string
  readonly description?: string
  /** Absent where neither type nor values say it. */
  readonly valueType?: 'STRING' | 'NUMBER' | 'BOOLEAN'
  readonly minCardinality?: number
  readonly maxCardinality?: number
  readonly configurable?: boolean
  readonly values: readonly AllowedValue[]
  readonly relationships: readonly { readonly kind: RelationshipKind; readonly name: string }[]
  readonly path: string
}

type Common = {
  /** Natural key within the type: the product number, else the name (ADR 0002). */
  readonly key: string
  readonly version: string
  readonly name: string
  readonly description?: string
  readonly id?: string
  readonly productNumber?: string
  readonly lifecycleStatus?: string
  readonly validity: Validity
  readonly place: Place
}

export type Catalog = Common & { readonly type: 'Catalog' }
export type Category = Common & { readonly type: 'Category' }

export type Specification = Common & {
  readonly type: 'ProductSpecification'
  readonly characteristics: readonly Characteristic[]
}

export type Offering = Common & {
  readonly type: 'ProductOffering'
  readonly isSellable: boolean
  readonly isBundle: boolean
  readonly specification?: Reference
  readonly categories: readonly Reference[]
  readonly prices: readonly Reference[]
  readonly relationships: readonly (Reference & { readonly kind: RelationshipKind })[]
  readonly characteristics: readonly Characteristic[]
}

export type Price = Common & {
  readonly type: 'ProductOfferingPrice'
  readonly priceType?: 'ONE_TIME' | 'RECURRING'
  readonly period?: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR'
  readonly periodLength?: number
  readonly amount?: string
  readonly currency?: string
  /** False where the file says less, or more, than a quote can charge by. */
  readonly quotable: boolean
  readonly offerings: readonly Reference[]
}

export type Resource = Catalog | Category | Specification | Offering | Price
export type ResourceType = Resource['type']

/** The version of a resource whose file states none. */
export const unversioned = 'unversioned'

/** Only the resources of one type. */
export const ofType = <Type extends ResourceType>(resources: readonly Resource[], type: Type) =>
  resources.filter((one): one is Extract<Resource, { type: Type }> => one.type === type)

/** One text per thing, whatever its version: what keeps its id from publication to publication. */
export const seriesOf = ({ type, key }: { type: ResourceType; key: string }): string => `${type}:${key}`

/** One text per version of a thing. */
export const identityOf = (one: { type: ResourceType; key: string; version: string }): string =>
  `${seriesOf(one)}@${one.version}`

/** Compares versions part by part, numbers as numbers: 2.9 < 2.10. */
export const compareVersions = (a: string, b: string): number => collator.compare(a, b)

const collator = new Intl.Collator('en', { numeric: true })
