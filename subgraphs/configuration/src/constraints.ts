/** What the catalog says about an offering, as the engine judges by it. Taken from an offering snapshot. */

export type AllowedValue = {
  readonly value: string | null
  readonly valueFrom: string | null
  readonly valueTo: string | null
  readonly rangeInterval: string | null
  readonly isDefault: boolean
}

export type Characteristic = {
  readonly name: string
  readonly valueType: string
  readonly minCardinality: number
  /** Null when unbounded. */
  readonly maxCardinality: number | null
  readonly configurable: boolean
  /** Empty: any value of the type is allowed. */
  readonly values: readonly AllowedValue[]
}

export type Rule = {
  readonly scope: string
  readonly kind: string
  readonly subject: string | null
  readonly target: string
  readonly targetOfferingId: string | null
}

export type Constraints = {
  readonly characteristics: readonly Characteristic[]
  readonly rules: readonly Rule[]
}

/** One chosen value. */
export type Selection = { readonly name: string; readonly value: string }

/** A chosen value, or the catalog's default for what was not chosen. */
export type CompletedSelection = Selection & { readonly origin: 'CHOSEN' | 'DEFAULT' }
