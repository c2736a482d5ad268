import { z } from 'zod'
import { JsonNumber } from './json-value.ts'
import { readDecimal } from './number.ts'
import type { FindingCode } from './finding.codes.ts'
import type { Validity } from './resource.ts'

/** An issue that carries the code of the report. */
export const issue = (code: FindingCode, message: string, input: unknown) =>
  ({ code: 'custom', message, input, params: { finding: code } }) as const

/** A name, an id, a version: text, or a number as it was written. */
export const text = z
  .union([z.string(), z.instanceof(JsonNumber).transform(({ source }) => source)], 'must be a text')
  .transform((value) => value.trim())
  .pipe(z.string().min(1, 'must not be empty').max(2000, 'must have at most 2000 characters'))

/** A decimal number; `spelt` says that the file has it in quotes. */
export const number = z
  .union([z.instanceof(JsonNumber), z.string()], 'must be a number')
  .transform((source, context) => {
    const read = readDecimal(source)
    if ('value' in read) return { value: read.value, spelt: typeof source === 'string' }

    const shown = typeof source === 'string' ? `"${source.slice(0, 40)}"` : source.source.slice(0, 40)
    const message =
      read.problem === 'NOT_A_NUMBER'
        ? `${shown} is not a number.`
        : `${shown} has more than 18 digits before or 6 behind the decimal point.`
    context.issues.push(issue(read.problem, message, source))

    return z.NEVER
  })

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number) =>
  number.transform((read, context) => {
    const value = Number(read.value)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    context.issues.push(
      issue(
        'NUMBER_OUT_OF_RANGE',
        `${read.value} is not a whole number from ${least} to ${most}.`,
        read.value,
      ),
    )

    return z.NEVER
  })

/** A value of a characteristic: a scalar, or TMF620's object around one. */
export const scalar = z.union(
  [z.string(), z.boolean(), z.instanceof(JsonNumber)],
  'must be a text, number or boolean',
)
export const value = z.union(
  [scalar, z.object({ value: scalar }).transform((wrapped) => wrapped.value)],
  'must be a text, number or boolean',
)

/**
 * Commercial validity is counted in days, as they are written: no time zone moves them. An end at midnight
 * belongs to the day before.
 */
export const validity = z
  .object({ startDateTime: z.string().optional(), endDateTime: z.string().optional() })
  .transform(({ startDateTime, endDateTime }, context): Validity => {
    const [start, end] = [startDateTime, endDateTime].map((written) => {
      if (written === undefined) return undefined
      const day = readDay(written)
      if (!day) context.issues.push(issue('NOT_A_DATE', `"${written.slice(0, 40)}" is not a date.`, written))

      return day
    })
    const from = start?.day
    const until = end && (end.midnight ? dayBefore(end.day) : end.day)
    if (from && until && from > until) {
      context.issues.push(
        issue('PERIOD_REVERSED', `The period ends (${until}) before it begins (${from}).`, from),
      )
    }

    return { ...(from && { from }), ...(until && { until }) }
  })

const moment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:Z|[+-]\d{2}:?\d{2})?)?$/i

function readDay(written: string): { day: string; midnight: boolean } | undefined {
  const [, day, time] = moment.exec(written.trim()) ?? []
  if (!day || !z.iso.date().safeParse(day).success) return undefined
  if (time && time.slice(0, 5) > '23:59') return undefined

  return { day, midnight: time !== undefined && /^00:00(:00(\.0+)?)?$/.test(time) }
}

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
