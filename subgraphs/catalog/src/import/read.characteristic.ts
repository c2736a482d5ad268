import { finding, type Finding, type Place } from './finding.ts'
import type { FindingCode } from './finding.codes.ts'
import { atPath, JsonNumber } from './json-value.ts'
import { readDecimal } from './number.ts'
import type { CharacteristicPayload } from './payload.ts'
import { relationshipKind } from './relationship-kind.ts'
import type { AllowedValue, Characteristic } from './resource.ts'

type ValuePayload = NonNullable<CharacteristicPayload['productSpecCharacteristicValue']>[number]

/** The characteristics of a specification, or an offering's use of them. */
export function readCharacteristics(given: readonly CharacteristicPayload[], place: Place) {
  const findings: Finding[] = []
  const seen = new Set<string>()
  const characteristics = given.map((one, index) => {
    const path = atPath(place.path, index)
    const note = (code: FindingCode, message: string, at = path) => {
      findings.push(finding(code, { ...place, path: at }, message))
    }
    if (seen.has(one.name)) note('DUPLICATE_IDENTITY', `The characteristic "${one.name}" stands twice.`)
    seen.add(one.name)

    return readCharacteristic(one, path, note)
  })

  return { characteristics, findings }
}

type Note = (code: FindingCode, message: string, at?: string) => void

function readCharacteristic(one: CharacteristicPayload, path: string, note: Note): Characteristic {
  const given = one.productSpecCharacteristicValue ?? []
  const valueType = typeOf(one, given, note)
  const values = given.map((value, index) => {
    const at = atPath(path, 'productSpecCharacteristicValue', index)
    const read = value.value instanceof JsonNumber ? readDecimal(value.value) : undefined
    if (read && 'problem' in read)
      note(read.problem, `"${one.name}" has a value that is no number of ours.`, at)
    if (value.regex !== undefined) note('REGEX_NOT_ENFORCED', `A pattern restricts "${one.name}".`, at)

    return allowedValue(value, valueType)
  })

  if (one.regex !== undefined) note('REGEX_NOT_ENFORCED', `A pattern restricts "${one.name}".`)
  if (values.filter(({ isDefault }) => isDefault).length > (one.maxCardinality ?? 1)) {
    note('AMBIGUOUS_DEFAULT', `"${one.name}" has more default values than may be chosen.`)
  }
  if ((one.minCardinality ?? 0) > (one.maxCardinality || Infinity)) {
    note('NUMBER_OUT_OF_RANGE', `"${one.name}" asks for more values than it allows.`)
  }
  for (const related of one.productSpecCharRelationship ?? []) {
    if (related.name && relationshipKind(related.relationshipType)) continue
    note(
      'RELATIONSHIP_IGNORED',
      `A relationship of "${one.name}" names no characteristic, or neither requires nor excludes.`,
    )
  }

  return {
    name: one.name,
    ...(one.description !== undefined && { description: one.description }),
    ...(valueType && { valueType }),
    ...(one.minCardinality !== undefined && { minCardinality: one.minCardinality }),
    ...(one.maxCardinality !== undefined && { maxCardinality: one.maxCardinality }),
    ...(one.configurable !== undefined && { configurable: one.configurable }),
    values,
    relationships: (one.productSpecCharRelationship ?? []).flatMap(({ name, relationshipType }) => {
      const kind = relationshipKind(relationshipType)

      return name && kind ? [{ kind, name }] : []
    }),
    path,
  }
}

const numeric = /^(number|numeric|integer|int|long|decimal|float|double)$/
const logical = /^(boolean|bool)$/

function typeOf(
  one: CharacteristicPayload,
  given: readonly ValuePayload[],
  note: Note,
): Characteristic['valueType'] {
  const stated = one.valueType?.trim().toLowerCase()
  const values = given.flatMap(({ value }) => (value === undefined ? [] : [value]))
  const ranged = given.some(({ valueFrom, valueTo }) => valueFrom ?? valueTo)

  if (stated === undefined) {
    if (values.length === 0) return ranged ? 'NUMBER' : undefined
    if (values.every((value) => value instanceof JsonNumber)) return 'NUMBER'

    return values.every((value) => typeof value === 'boolean') ? 'BOOLEAN' : 'STRING'
  }
  const wanted = numeric.test(stated) ? 'NUMBER' : logical.test(stated) ? 'BOOLEAN' : 'STRING'
  if (values.every((value) => fits(value, wanted))) return wanted
  note('VALUE_TYPE_MISMATCH', `"${one.name}" is of the type ${one.valueType}, and its values are not.`)

  return 'STRING'
}

function fits(value: string | boolean | JsonNumber, wanted: 'NUMBER' | 'BOOLEAN' | 'STRING'): boolean {
  if (wanted === 'NUMBER') return typeof value !== 'boolean' && 'value' in readDecimal(value)
  if (wanted === 'BOOLEAN') return typeof value === 'boolean' || value === 'true' || value === 'false'

  return typeof value === 'string'
}

function allowedValue(given: ValuePayload, valueType: Characteristic['valueType']): AllowedValue {
  const { value, valueFrom, valueTo, unitOfMeasure } = given
  const ranged = valueFrom !== undefined || valueTo !== undefined

  return {
    ...(value !== undefined && { value: spell(value, valueType) }),
    ...(valueFrom && { valueFrom: valueFrom.value }),
    ...(valueTo && { valueTo: valueTo.value }),
    ...(ranged && { rangeInterval: interval(given.rangeInterval) }),
    ...(unitOfMeasure !== undefined && { unitOfMeasure }),
    isDefault: given.isDefault ?? false,
  }
}

/** One spelling per value: numbers in their shortest form. */
function spell(value: string | boolean | JsonNumber, valueType: Characteristic['valueType']): string {
  if (typeof value === 'boolean') return String(value)
  if (valueType === 'NUMBER') {
    const read = readDecimal(value)
    if ('value' in read) return read.value
  }

  return typeof value === 'string' ? value : value.source
}

function interval(written = 'closed'): NonNullable<AllowedValue['rangeInterval']> {
  const word = written.toLowerCase().replaceAll(/[^a-z]/g, '')
  if (word === 'open') return 'OPEN'
  if (word === 'closedbottom') return 'CLOSED_BOTTOM'

  return word === 'closedtop' ? 'CLOSED_TOP' : 'CLOSED'
}
