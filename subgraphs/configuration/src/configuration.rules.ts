import type { Violation } from '@pactwork/kernel/decision'
import type { Characteristic, CompletedSelection, Constraints, Rule } from './constraints.ts'
import { isAllowed, isOfType, listAllowed } from './values.ts'

/** A line's choices, as the rules judge them. */
export type Judged = {
  readonly selections: readonly CompletedSelection[]
  readonly quantity: number
  /** Offerings of the quote's other lines; absent when nobody said. */
  readonly companions?: readonly string[] | undefined
}

const violation = (
  code: string,
  path: string,
  message: string,
  severity: Violation['severity'] = 'ERROR',
) => ({
  code,
  path,
  message,
  severity,
})

const at = (name: string): string => `selections.${name}`

/** One rule of a configuration: what it finds wrong, each with an explanation (CFG-01). */
type ConfigurationRule = (constraints: Constraints, judged: Judged) => Violation[]

const hasQuantity: ConfigurationRule = (_, { quantity }) =>
  Number.isInteger(quantity) && quantity >= 1
    ? []
    : [
        violation(
          'QUANTITY_OUT_OF_RANGE',
          'quantity',
          `The quantity is ${quantity}; at least 1 whole unit is needed.`,
        ),
      ]

const hasEnough: ConfigurationRule = ({ characteristics }, judged) =>
  characteristics.flatMap((one) => {
    const count = valuesOf(judged, one).length
    if (count < one.minCardinality) {
      const needed = `"${one.name}" needs at least ${one.minCardinality} value(s); ${count} are chosen.`
      const choice = one.values.length > 0 ? ` Choose from ${listAllowed(one.values)}.` : ''

      return [violation('CARDINALITY_TOO_FEW', at(one.name), needed + choice)]
    }
    if (one.maxCardinality === null || count <= one.maxCardinality) return []

    return [
      violation(
        'CARDINALITY_TOO_MANY',
        at(one.name),
        `"${one.name}" takes at most ${one.maxCardinality} value(s); ${count} are chosen.`,
      ),
    ]
  })

const hasNoRepeats: ConfigurationRule = ({ characteristics }, judged) =>
  characteristics.flatMap((one) => {
    const values = valuesOf(judged, one)
    const twice = values.find((value, index) => values.indexOf(value) !== index)

    return twice === undefined
      ? []
      : [violation('VALUE_REPEATED', at(one.name), `"${twice}" is chosen twice for "${one.name}".`)]
  })

const hasAllowedValues: ConfigurationRule = ({ characteristics }, judged) =>
  characteristics.flatMap((one) =>
    valuesOf(judged, one).flatMap((value) => {
      if (!isOfType(one.valueType, value)) {
        return [
          violation(
            'VALUE_WRONG_TYPE',
            at(one.name),
            `"${value}" is not of the type ${one.valueType} that "${one.name}" has.`,
          ),
        ]
      }
      if (isAllowed(one.valueType, one.values, value)) return []

      return [
        violation(
          'VALUE_NOT_ALLOWED',
          at(one.name),
          `"${one.name}" cannot be "${value}"; it can be ${listAllowed(one.values)}.`,
        ),
      ]
    }),
  )

const keepsWhatIsFixed: ConfigurationRule = ({ characteristics }, { selections }) =>
  characteristics.flatMap((one) => {
    if (one.configurable) return []
    const fixed = one.values.flatMap(({ isDefault, value }) => (isDefault && value !== null ? [value] : []))
    const other = selections.find(({ name, value }) => name === one.name && !fixed.includes(value))

    return other
      ? [
          violation(
            'VALUE_FIXED',
            at(one.name),
            `"${one.name}" is fixed to ${fixed.join(', ') || 'nothing'} and cannot be "${other.value}".`,
          ),
        ]
      : []
  })

const obeysCharacteristicRules: ConfigurationRule = ({ rules }, { selections }) =>
  rules.flatMap((rule) => {
    if (rule.scope !== 'CHARACTERISTIC' || rule.subject === null || !isChosen(selections, rule.subject))
      return []
    const present = isChosen(selections, rule.target)
    if (rule.kind === 'REQUIRES' && !present) {
      return [
        violation(
          'REQUIRES_CHARACTERISTIC',
          at(rule.target),
          `"${rule.subject}" needs "${rule.target}" to be chosen as well.`,
        ),
      ]
    }
    if (rule.kind === 'EXCLUDES' && present) {
      return [
        violation(
          'EXCLUDES_CHARACTERISTIC',
          at(rule.target),
          `"${rule.subject}" cannot be combined with "${rule.target}".`,
        ),
      ]
    }

    return []
  })

const obeysOfferingRules: ConfigurationRule = ({ rules }, { companions }) =>
  rules.flatMap((rule) => (rule.scope === 'OFFERING' ? judgeOffering(rule, companions) : []))

function judgeOffering(rule: Rule, companions: readonly string[] | undefined): Violation[] {
  const verb = rule.kind === 'REQUIRES' ? 'needs' : 'cannot be combined with'
  if (companions === undefined || rule.targetOfferingId === null) {
    const message = `This offering ${verb} "${rule.target}"; the other lines were not looked at.`

    return [violation('OFFERING_RULE_NOT_JUDGED', 'offeringId', message, 'WARNING')]
  }
  const present = companions.includes(rule.targetOfferingId)
  if (rule.kind === 'REQUIRES' && !present) {
    return [
      violation(
        'REQUIRES_OFFERING',
        'offeringId',
        `This offering needs "${rule.target}" on another line of the quote.`,
      ),
    ]
  }
  if (rule.kind === 'EXCLUDES' && present) {
    return [
      violation(
        'EXCLUDES_OFFERING',
        'offeringId',
        `This offering cannot be combined with "${rule.target}" in one quote.`,
      ),
    ]
  }

  return []
}

/** False is no choice: who declines an option does not trigger what the option requires. */
const isChosen = (selections: readonly CompletedSelection[], name: string): boolean =>
  selections.some((one) => one.name === name && one.value !== 'false')

const valuesOf = ({ selections }: Judged, { name }: Characteristic): string[] =>
  selections.filter((one) => one.name === name).map(({ value }) => value)

/** Every rule; all that is wrong is told at once. */
export const configurationRules: readonly ConfigurationRule[] = [
  hasQuantity,
  hasEnough,
  hasNoRepeats,
  hasAllowedValues,
  keepsWhatIsFixed,
  obeysCharacteristicRules,
  obeysOfferingRules,
]
