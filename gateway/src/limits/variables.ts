import type { Refusal } from './codes.ts'
import type { LimitsSettings } from './settings.ts'

/** What of the limits on variables depends on who sends them. */
export type VariableLimits = Pick<LimitsSettings, 'listLength' | 'valueDepth' | 'variablesBytes'>

const ofScalar = 8

/**
 * Why variables must not be looked at further, or undefined. Ends at the first that is too much, so it is never deeper
 * than the limit and never longer than the variables; bytes are those of strings and names in UTF-16 units, eight for
 * any other value.
 */
export function refusalOfVariables(variables: unknown, limits: VariableLimits): Refusal | undefined {
  let bytes = 0

  const look = (value: unknown, depth: number): Refusal | undefined => {
    bytes += typeof value === 'string' ? value.length : ofScalar
    if (bytes > limits.variablesBytes) return tooLarge(limits)
    if (typeof value !== 'object' || value === null) return undefined
    if (depth > limits.valueDepth) return tooDeep(limits)
    if (Array.isArray(value)) {
      if (value.length > limits.listLength) return tooLong(limits)
      for (const item of value) {
        const refusal = look(item, depth + 1)
        if (refusal) return refusal
      }
      return undefined
    }
    for (const [name, inner] of Object.entries(value)) {
      if (name === '__proto__') return prototypeKey
      bytes += name.length
      const refusal = look(inner, depth + 1)
      if (refusal) return refusal
    }
    return undefined
  }

  return look(variables ?? null, 0)
}

const prototypeKey: Refusal = {
  code: 'BAD_REQUEST',
  message: 'No name in the variables may be `__proto__`.',
}
const tooLarge = ({ variablesBytes }: VariableLimits): Refusal => ({
  code: 'VARIABLES_TOO_LARGE',
  message: `The variables take more than ${variablesBytes} bytes.`,
})
const tooDeep = ({ valueDepth }: VariableLimits): Refusal => ({
  code: 'TOO_DEEP',
  message: `The variables are nested deeper than ${valueDepth} levels.`,
})
const tooLong = ({ listLength }: VariableLimits): Refusal => ({
  code: 'LIST_TOO_LONG',
  message: `A list in the variables has more than ${listLength} items.`,
})
