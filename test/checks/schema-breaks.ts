/** A JSON Schema as `z.toJSONSchema` writes it: only what a comparison looks at. */
export type Schema = {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
  readonly [keyword: string]: unknown
}

/** The schemas by name, `quote/QuoteSubmitted.v1`. */
export type Schemas = Readonly<Record<string, Schema>>

/** Bounds that may be taken away (the schema grows) and never be added or moved. */
const bounds = ['const', 'format', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']
const lengths = ['minLength', 'maxLength', 'minItems', 'maxItems', 'propertyNames']

/**
 * A sentence for each way in which the schemas would break a reader of a released one, or a reader of today that
 * meets a released event in the journal (M14: the journal is kept, so both directions count).
 */
export function schemaBreaks(released: Schemas, now: Schemas): string[] {
  return Object.entries(released).flatMap(([name, before]) => {
    const after = now[name]
    if (!after) return [`${name} was released and is gone: events of it stand in journals. Bring it back.`]

    return breaks(before, after, '').map((what) => `${name}: ${what} Give the event a new version instead.`)
  })
}

function breaks(before: Schema, after: Schema, path: string): string[] {
  const where = path === '' ? 'the event' : `\`${path}\``
  if (text(before.type) !== text(after.type))
    return [`${where} was of type ${text(before.type)} and is of type ${text(after.type)}.`]

  return [
    ...(before['x-topic'] === after['x-topic']
      ? []
      : [`its topic was ${text(before['x-topic'])} and is ${text(after['x-topic'])}.`]),
    ...boundBreaks(before, after, where),
    ...enumBreaks(before, after, where),
    ...propertyBreaks(before, after, path),
    ...nested(before.items, after.items, `${path}[]`),
    ...nested(object(before.additionalProperties), object(after.additionalProperties), `${path}{}`),
    ...alternativeBreaks(before, after, path, where),
  ]
}

const boundBreaks = (before: Schema, after: Schema, where: string): string[] =>
  [...bounds, ...lengths]
    .filter((keyword) => after[keyword] !== undefined && text(before[keyword]) !== text(after[keyword]))
    .map((keyword) => `${where} has another ${keyword} (${text(before[keyword])} → ${text(after[keyword])}).`)

function enumBreaks(before: Schema, after: Schema, where: string): string[] {
  if (!before.enum) return after.enum ? [`${where} may hold only ${after.enum.join(', ')} now.`] : []
  const kept = new Set(after.enum ?? before.enum)

  return before.enum
    .filter((value) => !kept.has(value))
    .map((value) => `${where} may no longer be ${String(value)}.`)
}

function propertyBreaks(before: Schema, after: Schema, path: string): string[] {
  const inner = (field: string): string => (path === '' ? field : `${path}.${field}`)
  const fields = Object.entries(before.properties ?? {}).flatMap(([field, schema]) => {
    const next = after.properties?.[field]
    return next ? breaks(schema, next, inner(field)) : [`\`${inner(field)}\` was removed.`]
  })
  const was = new Set(before.required)
  const is = new Set(after.required)
  const demanded = [...is]
    .filter((field) => !was.has(field))
    .map((field) => `\`${inner(field)}\` is required now.`)
  const dropped = [...was]
    .filter((field) => !is.has(field) && after.properties?.[field])
    .map((field) => `\`${inner(field)}\` is no longer always there.`)

  return [...fields, ...demanded, ...dropped]
}

function alternativeBreaks(before: Schema, after: Schema, path: string, where: string): string[] {
  const [was, is] = [before.anyOf ?? [], after.anyOf ?? []]
  if (was.length !== is.length) return [`${where} has other alternatives.`]

  return was.flatMap((schema, index) => nested(schema, is[index], path))
}

function nested(before: Schema | undefined, after: Schema | undefined, path: string): string[] {
  if (before && after) return breaks(before, after, path)

  return before || after ? [`\`${path}\` has another shape.`] : []
}

const object = (schema: Schema | boolean | undefined): Schema | undefined =>
  typeof schema === 'object' ? schema : undefined

const text = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))
