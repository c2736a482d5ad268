import type { Violation } from '@pactwork/kernel/decision'
import { hashOf } from '@pactwork/kernel/hash'
import { complete } from './complete.ts'
import { configurationRules } from './configuration.rules.ts'
import type { CompletedSelection, Constraints, Selection } from './constraints.ts'

/** Sets one violation aside, deliberately (CFG-05). */
export type Override = {
  readonly code: string
  readonly path: string
  readonly reason: string
  readonly by: string
}

/** What a configuration is judged by: an offering of one publication. */
export type OfferingFacts = Constraints & {
  readonly offeringId: string
  readonly offeringVersion: string
  readonly catalogVersion: string
  readonly publicationHash: string
  readonly constraintSetHash: string
  readonly orderable: boolean
  readonly reasons: readonly { readonly code: string; readonly message: string }[]
}

/** What was chosen. */
export type Choices = {
  readonly selections: readonly Selection[]
  readonly quantity: number
  readonly companionOfferingIds?: readonly string[] | undefined
  readonly overrides: readonly Override[]
}

export type Evaluation = {
  readonly status: 'VALID' | 'INVALID'
  readonly selections: readonly CompletedSelection[]
  readonly violations: readonly Violation[]
  readonly overrides: readonly Override[]
  readonly hash: string
}

/** Which shape the hashed facts have (M28). */
export const configurationSchemaVersion = 1

/**
 * Judges choices by an offering's facts. Pure: equal choices and facts give an equal result and hash (CFG-03), and
 * nothing but them decides. An overridden violation stays visible as a warning that says so.
 */
export function evaluate(offering: OfferingFacts, choices: Choices): Evaluation {
  const { selections, violations: unknown } = complete(offering.characteristics, choices.selections)
  const judged = { selections, quantity: choices.quantity, companions: choices.companionOfferingIds }
  const found = [
    ...notOrderable(offering),
    ...unknown,
    ...configurationRules.flatMap((rule) => rule(offering, judged)),
  ]
  const overrides = choices.overrides.filter((one) => found.some((violation) => concerns(one, violation)))
  const violations = found.map((violation) => soften(violation, overrides))
  const status = violations.some(({ severity }) => severity === 'ERROR') ? 'INVALID' : 'VALID'

  return {
    status,
    selections,
    violations,
    overrides,
    hash: hashOf({
      schemaVersion: configurationSchemaVersion,
      offeringId: offering.offeringId,
      offeringVersion: offering.offeringVersion,
      constraintSetHash: offering.constraintSetHash,
      selections: selections.map(({ name, value }) => ({ name, value })),
      quantity: choices.quantity,
      status,
      violations: violations.map(({ code, path, severity }) => ({ code, path, severity })),
      overrides: overrides.map(({ code, path, reason, by }) => ({ code, path, reason, by })),
    }),
  }
}

/** Eligibility of the product itself is no matter of choice and cannot be overridden. */
const notOrderable = ({ orderable, reasons }: OfferingFacts): Violation[] =>
  orderable
    ? []
    : reasons.map(({ code, message }) => ({ code, path: 'offeringId', message, severity: 'ERROR' as const }))

/** Rules about choices may be set aside; what the offering is, its types and its being sold may not. */
const overridable: readonly string[] = [
  'CARDINALITY_TOO_FEW',
  'CARDINALITY_TOO_MANY',
  'VALUE_NOT_ALLOWED',
  'VALUE_FIXED',
  'REQUIRES_CHARACTERISTIC',
  'EXCLUDES_CHARACTERISTIC',
  'REQUIRES_OFFERING',
  'EXCLUDES_OFFERING',
]

const concerns = (one: Override, { code, path }: Violation): boolean =>
  overridable.includes(code) && one.code === code && one.path === path

function soften(violation: Violation, overrides: readonly Override[]): Violation {
  const override = overrides.find((one) => concerns(one, violation))
  if (!override) return violation

  return { ...violation, severity: 'WARNING', message: `${violation.message} Overridden: ${override.reason}` }
}
