import { decimal } from '@pactwork/kernel/money'
import type { JsonNumber } from './json-value.ts'

export type NumberProblem = 'NOT_A_NUMBER' | 'NUMBER_OUT_OF_RANGE'

/**
 * A number of a file as a plain decimal string in its one shortest form (`1.50`, `15e-1` → `1.5`), read from its
 * source text and never through a float (M28). Its bounds are those of numeric(24,6).
 */
export function readDecimal(source: JsonNumber | string): { value: string } | { problem: NumberProblem } {
  const text = typeof source === 'string' ? source.trim() : source.source
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d{1,4})?$/.test(text)) {
    return { problem: /^-?\d+(\.\d+)?[eE][+-]?\d+$/.test(text) ? 'NUMBER_OUT_OF_RANGE' : 'NOT_A_NUMBER' }
  }
  if (text.length > 80) return { problem: 'NUMBER_OUT_OF_RANGE' }

  const value = decimal(text)
  if (value.isZero()) return { value: '0' }
  if (value.e > 17 || value.decimalPlaces() > 6) return { problem: 'NUMBER_OUT_OF_RANGE' }

  return { value: value.toFixed() }
}
