import type { OfferedCharacteristic, OfferedRule } from '../offering.ts'
import { finding, type Finding } from './finding.ts'
import type { FindingCode } from './finding.codes.ts'
import type { RelatedOfferings } from './related-offerings.ts'
import {
  type AllowedValue,
  type Characteristic,
  type Offering,
  seriesOf,
  type Specification,
} from './resource.ts'

type Merged = {
  characteristics: OfferedCharacteristic[]
  rules: OfferedRule[]
  /** Characteristics of which the offering uses values that its specification does not have, and no others. */
  impossible: string[]
  findings: Finding[]
}

/**
 * What can be chosen of an offering: the specification's characteristics, restricted to the values the offering
 * uses where it uses any. A default the offering does not allow is no default.
 */
export function offerCharacteristics(
  offering: Offering,
  specification: Specification | undefined,
  related: RelatedOfferings,
): Merged {
  const findings: Finding[] = []
  const note = (code: FindingCode, path: string, message: string) => {
    findings.push(finding(code, { ...offering.place, path }, message))
  }
  const specified = specification?.characteristics ?? []
  const used = new Map(offering.characteristics.map((one) => [one.name, one]))
  for (const use of offering.characteristics) {
    const known = specified.find(({ name }) => name === use.name)
    if (specification && !known) {
      note(
        'CHARACTERISTIC_NOT_IN_SPECIFICATION',
        use.path,
        `"${specification.name}" has no characteristic "${use.name}".`,
      )
    }
    for (const { value } of known ? strangers(use, known) : []) {
      note(
        'VALUE_NOT_IN_SPECIFICATION',
        use.path,
        `"${specification?.name}" does not allow "${value}" for "${use.name}".`,
      )
    }
  }

  const own = offering.characteristics.filter(({ name }) => !specified.some((one) => one.name === name))
  const both = [...specified.map((one) => restrict(one, used.get(one.name))), ...own]
  const names = new Set(both.map(({ name }) => name))
  const rules = both.flatMap((one) =>
    one.relationships.flatMap(({ kind, name }): OfferedRule[] => {
      if (names.has(name)) return [{ scope: 'CHARACTERISTIC', kind, subject: one.name, target: name }]
      note(
        'RULE_TARGET_MISSING',
        offering.place.path,
        `"${one.name}" speaks of "${name}", which the offering does not have.`,
      )

      return []
    }),
  )

  const impossible = offering.characteristics.filter((use) => {
    const known = specified.find(({ name }) => name === use.name)

    return known && use.values.length > 0 && strangers(use, known).length === use.values.length
  })

  return {
    impossible: impossible.map(({ name }) => name),
    characteristics: both.map(complete).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    rules: sorted([...rules, ...(related.get(seriesOf(offering)) ?? [])]),
    findings,
  }
}

function restrict(specified: Characteristic, use: Characteristic | undefined): Characteristic {
  if (!use) return specified
  const allowed = use.values.filter((value) => allows(specified, value))
  const values = use.values.length === 0 ? specified.values : allowed

  return {
    ...specified,
    values,
    ...(use.minCardinality !== undefined && { minCardinality: use.minCardinality }),
    ...(use.maxCardinality !== undefined && { maxCardinality: use.maxCardinality }),
    ...(use.configurable !== undefined && { configurable: use.configurable }),
    relationships: [...specified.relationships, ...use.relationships],
  }
}

const strangers = (use: Characteristic, known: Characteristic): AllowedValue[] =>
  use.values.filter((value) => !allows(known, value))

/** A specification without values leaves them open; a range is the engine's to judge. */
const allows = (known: Characteristic, { value }: AllowedValue): boolean =>
  value === undefined ||
  known.values.length === 0 ||
  known.values.some((one) => one.value === value || one.valueFrom !== undefined || one.valueTo !== undefined)

/** TMF620's own defaults: nothing has to be chosen, and one value may be. A maximum of 0 means unbounded. */
function complete(one: Characteristic): OfferedCharacteristic {
  const maximum = one.maxCardinality ?? Math.max(1, one.minCardinality ?? 0)
  const defaults = one.values.filter(({ isDefault }) => isDefault).length
  const clear = maximum === 0 || defaults <= maximum

  return {
    name: one.name,
    ...(one.description !== undefined && { description: one.description }),
    valueType: one.valueType ?? 'STRING',
    minCardinality: one.minCardinality ?? 0,
    ...(maximum !== 0 && { maxCardinality: maximum }),
    configurable: one.configurable ?? true,
    values: clear ? one.values : one.values.map((value) => ({ ...value, isDefault: false })),
  }
}

const sorted = (rules: readonly OfferedRule[]): OfferedRule[] => {
  const textOf = (rule: OfferedRule): string => [rule.scope, rule.kind, rule.subject, rule.target].join('\n')

  return [...new Map(rules.map((rule) => [textOf(rule), rule])).values()].toSorted((a, b) =>
    textOf(a) < textOf(b) ? -1 : 1,
  )
}
