/** A number as it was written: `1500.00`, `1e3`. */
export class JsonNumber {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export type JsonArray = Json[]
export type JsonObject = { [key: string]: Json }
export type Json = null | boolean | string | JsonNumber | JsonArray | JsonObject

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)

/** A JSON pointer (RFC 6901) one step deeper. */
export const atPath = (path: string, ...steps: readonly PropertyKey[]): string =>
  steps.reduce<string>(
    (all, step) => `${all}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    path,
  )
