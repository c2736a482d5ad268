import type { z } from 'zod'
import { classify } from './classify.ts'
import { finding, type Finding, type Place } from './finding.ts'
import { findingCodes, type FindingCode } from './finding.codes.ts'
import { parseJson } from './json.ts'
import { atPath, isObject, type Json, JsonNumber, type JsonObject } from './json-value.ts'
import { payloads } from './payload.ts'
import { asResource } from './read.resource.ts'
import type { Resource } from './resource.ts'
import { unknownAttributes } from './unknown-attributes.ts'

/** One file of an import. */
export type CatalogFile = { readonly path: string; readonly text: string }

export type Read = { readonly resources: readonly Resource[]; readonly findings: readonly Finding[] }

/** How much text one file may have, in bytes. */
export const largestFile = 10 * 1024 * 1024

/** Reads one file: JSON, then TMF620, then our own resources. Everything that is wrong becomes a finding. */
export function readFile(file: CatalogFile): Read {
  const whole: Place = { file: file.path, path: '' }
  const size = Buffer.byteLength(file.text)
  if (size > largestFile) {
    return only(finding('FILE_TOO_LARGE', whole, `The file has ${size} bytes; ${largestFile} are allowed.`))
  }

  const parsed = parseJson(file.text)
  if (parsed.value === undefined) {
    return only(
      ...parsed.problems.map(({ code, path, message }) => finding(code, { ...whole, path }, message)),
    )
  }
  const { value } = parsed
  if (!Array.isArray(value)) return readResource(value, whole)

  return together(value.map((one, index) => readResource(one, { ...whole, path: atPath('', index) })))
}

/** The reads of several files as one. */
export const together = (reads: readonly Read[]): Read => ({
  resources: reads.flatMap(({ resources }) => resources),
  findings: reads.flatMap(({ findings }) => findings),
})

function readResource(json: Json, place: Place): Read {
  if (!isObject(json)) return only(finding('WRONG_TYPE', place, 'A resource must be a JSON object.'))

  const given = withoutNulls(json)
  const { type, finding: noted } = classify(given, place)
  const findings = noted ? [noted] : []
  if (!type) return { resources: [], findings }

  const result = payloads[type].safeParse(given, { reportInput: true })
  findings.push(...unknownAttributes(given, type, place))
  if (!result.success) {
    return {
      resources: [],
      findings: [...findings, ...result.error.issues.map((one) => asFinding(one, place))],
    }
  }
  const resource = asResource(type, result.data, given, place)

  return { resources: [resource.resource], findings: [...findings, ...resource.findings] }
}

function asFinding(issue: z.core.$ZodIssue, place: Place): Finding {
  const at = { ...place, path: atPath(place.path, ...issue.path) }
  const code: unknown = issue.code === 'custom' ? issue.params?.['finding'] : undefined
  if (isFindingCode(code)) return finding(code, at, issue.message)

  const message = issue.input === undefined ? 'is missing' : said(issue.message)

  return finding('WRONG_TYPE', at, `The attribute "${String(issue.path.at(-1))}" ${message}.`)
}

const isFindingCode = (code: unknown): code is FindingCode => typeof code === 'string' && code in findingCodes

const said = (message: string): string =>
  /^must /.test(message) ? message : `is not valid: ${message.replace(/^Invalid input: /, '')}`

/** In TMF620 an attribute that is null is one that is not there. */
function withoutNulls(object: JsonObject): JsonObject {
  const kept = Object.entries(object).filter(([, value]) => value !== null)

  return Object.fromEntries(kept.map(([key, value]) => [key, withinNulls(value)]))
}

function withinNulls(value: Json): Json {
  if (Array.isArray(value)) return value.filter((one) => one !== null).map(withinNulls)

  return isObject(value) && !(value instanceof JsonNumber) ? withoutNulls(value) : value
}

const only = (...findings: Finding[]): Read => ({ resources: [], findings })
