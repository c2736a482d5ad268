import { isUtf8 } from 'node:buffer'
import type { GraphQLFormattedError } from 'graphql'
import type { SubgraphAnswer } from '../execute/subgraph-fetch.ts'

/**
 * The bytes of a response → the GraphQL answer in it, or undefined when there is none: no JSON, no UTF-8, or not of
 * the form that GraphQL prescribes. By hand, because this runs for every answer of every subgraph.
 */
export function readAnswer(bytes: Buffer): SubgraphAnswer | undefined {
  const answer = isUtf8(bytes) ? jsonOf(bytes.toString('utf8')) : undefined
  if (!isObject(answer)) return undefined
  const { data, errors } = answer

  if (errors === undefined || errors === null || (Array.isArray(errors) && errors.length === 0))
    return isObject(data) ? { data } : undefined
  if (!Array.isArray(errors) || !errors.every(isError)) return undefined
  if (data === undefined || data === null) return { data: null, errors }

  return isObject(data) ? { data, errors } : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isError = (value: unknown): value is GraphQLFormattedError =>
  isObject(value) &&
  typeof value['message'] === 'string' &&
  isAbsentOr(value, 'path', isPath) &&
  isAbsentOr(value, 'extensions', isObject)

/** Some servers write null for what they leave out; nobody after this has to know. */
function isAbsentOr(
  error: Record<string, unknown>,
  key: string,
  isValid: (value: unknown) => boolean,
): boolean {
  if (error[key] === null) delete error[key]

  return error[key] === undefined || isValid(error[key])
}

const isPath = (value: unknown): boolean =>
  Array.isArray(value) && value.every((key) => typeof key === 'string' || typeof key === 'number')
