import { type DocumentNode } from 'graphql'
import type { LimitCode, Refusal } from './codes.ts'
import { measure, type Measured } from './measure.ts'
import { repeatedPairs } from './repeated-pairs.ts'
import type { LimitsSettings } from './settings.ts'

/** Which number is held against which setting, in which order, and what it is called. */
const bounds = [
  ['operations', 'operations', 'TOO_MANY_OPERATIONS', 'operations'],
  ['fragments', 'fragments', 'TOO_MANY_FRAGMENTS', 'fragments'],
  ['definedVariables', 'definedVariables', 'TOO_MANY_VARIABLES', 'variables'],
  ['depth', 'depth', 'TOO_DEEP', 'levels of fields'],
  ['nesting', 'nesting', 'TOO_DEEP', 'levels of selections and fragments'],
  ['valueDepth', 'valueDepth', 'TOO_DEEP', 'levels of lists and objects in a value'],
  ['rootFields', 'rootFields', 'TOO_MANY_ROOT_FIELDS', 'fields at its root'],
  ['directives', 'directives', 'TOO_MANY_DIRECTIVES', 'directives'],
  ['aliases', 'aliases', 'TOO_MANY_ALIASES', 'aliases'],
  ['fields', 'fields', 'TOO_MANY_FIELDS', 'fields with its fragments expanded'],
  ['listLength', 'listLength', 'LIST_TOO_LONG', 'items in a list'],
] as const satisfies readonly (readonly [keyof Measured, keyof LimitsSettings, LimitCode, string])[]

/**
 * Why a parsed document must not be validated, or undefined. Needs no schema, and its work is bounded by the length
 * of the text and the limit on fields.
 */
export function refusalOfDocument(document: DocumentNode, settings: LimitsSettings): Refusal | undefined {
  const measured = measure(document)
  const { cycle, reserved, longestName } = measured

  if (longestName.length > settings.nameLength) return nameTooLong(longestName, settings)
  if (cycle !== undefined) return { code: 'FRAGMENT_CYCLE', message: `The fragment ${cycle} spreads itself.` }
  for (const [counted, limit, code, what] of bounds)
    if (measured[counted] > settings[limit])
      return { code, message: `The document has more than ${settings[limit]} ${what}.` }
  if (reserved !== undefined)
    return {
      code: 'RESPONSE_NAME_RESERVED',
      message: `The alias ${reserved} begins with two underscores; such names belong to GraphQL itself.`,
    }
  if (repeatedPairs(document, settings.repeatedPairs) > settings.repeatedPairs)
    return {
      code: 'TOO_MANY_REPEATS',
      message: 'The document selects the same fields too often beside each other.',
    }
  return undefined
}

/** Why a name cannot be taken, shown in part. */
export const nameTooLong = (name: string, { nameLength }: LimitsSettings): Refusal => ({
  code: 'NAME_TOO_LONG',
  message: `The name ${name.slice(0, 20)}… is longer than ${nameLength} characters.`,
})
