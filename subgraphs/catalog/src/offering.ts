import type { AllowedValue, RelationshipKind, Validity } from './import/resource.ts'

/** The shape of an offering as a publication keeps it: resolved, self-contained, immutable (CAT-02). */

export type OfferedCharacteristic = {
  readonly name: string
  readonly description?: string
  readonly valueType: 'STRING' | 'NUMBER' | 'BOOLEAN'
  readonly minCardinality: number
  /** Absent when unbounded. */
  readonly maxCardinality?: number
  readonly configurable: boolean
  readonly values: readonly AllowedValue[]
}

export type OfferedRule = {
  readonly scope: 'OFFERING' | 'CHARACTERISTIC'
  readonly kind: RelationshipKind
  /** The characteristic that triggers it; absent when the offering does. */
  readonly subject?: string
  readonly target: string
  /** The natural key of the offering that is meant. */
  readonly targetKey?: string
}

export type OfferedPrice = {
  readonly key: string
  readonly version: string
  readonly name: string
  readonly priceType?: 'ONE_TIME' | 'RECURRING'
  readonly period?: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR'
  readonly periodLength?: number
  readonly amount?: string
  readonly currency?: string
  readonly quotable: boolean
  readonly validity: Validity
  /** Over what is charged, so that equal hashes mean an equal charge. */
  readonly contentHash: string
}

export type Capability = 'RESERVE' | 'ACTIVATE'

/** Decomposition is data: without a rule nothing is decomposed (DEC-07). */
export type OfferedDecomposition = {
  readonly capability: Capability
  readonly responsibleSystem: 'INVENTORY' | 'PROVISIONING'
  readonly dependsOn: readonly Capability[]
  readonly origin: 'DEFAULT'
}

export type Reason = { readonly code: string; readonly message: string }

/** One version of an offering. */
export type OfferingVersion = {
  readonly version: string
  readonly name: string
  readonly description?: string
  readonly validity: Validity
  readonly specification?: {
    readonly key: string
    readonly version: string
    readonly name: string
    readonly productNumber?: string
  }
  readonly categories: readonly { readonly key: string; readonly name: string }[]
  readonly characteristics: readonly OfferedCharacteristic[]
  readonly rules: readonly OfferedRule[]
  readonly constraintSetHash: string
  readonly prices: readonly OfferedPrice[]
  readonly decomposition: readonly OfferedDecomposition[]
  /** Why this version cannot be sold on any date. */
  readonly reasons: readonly Reason[]
}

/** An offering: its versions, the newest first. */
export type PublishedOffering = { readonly key: string; readonly versions: readonly OfferingVersion[] }
