import { z } from 'zod'

/** One setting as people name it. */
export type SettingKey = {
  /** In the configuration file. */
  path: readonly string[]
  /** In the environment. */
  variable: string
  kind: 'number' | 'boolean' | 'string' | 'list' | 'other'
  description: string
  /** As JSON; undefined where there is none. */
  byDefault: string | undefined
}

export const variablePrefix = 'PACTWORK_GATEWAY_'

/** Every setting of a schema, sections resolved, in the order of the schema. */
export function settingKeys(schema: z.ZodObject, path: readonly string[] = []): SettingKey[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const here = [...path, key]
    const { inner, byDefault } = unwrapped(value)
    if (isSection(inner)) return settingKeys(inner, here)

    return {
      path: here,
      variable: variableOf(here),
      kind: kindOf(inner),
      description: descriptionOf(value),
      byDefault: byDefault === undefined ? undefined : JSON.stringify(byDefault),
    }
  })
}

/**
 * The settings of what a list or a record of objects holds (`trust.issuers[].audience`), for people to read. They have
 * no variable of their own: the whole list has one, as YAML or JSON.
 */
export function itemKeys(schema: z.ZodObject, path: readonly string[] = []): SettingKey[] {
  return Object.entries(schema.shape).flatMap(([key, value]) => {
    const { inner } = unwrapped(value)
    if (isSection(inner)) return itemKeys(inner, [...path, key])
    const item = itemOf(inner)
    if (!(item?.schema instanceof z.ZodObject)) return []

    return settingKeys(item.schema, [...path, `${key}${item.mark}`]).map((found) => ({
      ...found,
      variable: '',
    }))
  })
}

/** An object that takes any key is a value like another. */
const isSection = (schema: unknown): schema is z.ZodObject =>
  schema instanceof z.ZodObject && !(schema.def.catchall instanceof z.ZodUnknown)

function itemOf(schema: unknown): { schema: unknown; mark: string } | undefined {
  if (schema instanceof z.ZodArray) return { schema: unwrapped(schema.element).inner, mark: '[]' }
  if (schema instanceof z.ZodRecord) return { schema: unwrapped(schema.valueType).inner, mark: '.<name>' }

  return undefined
}

/** `limits.bodyBytes` → `PACTWORK_GATEWAY_LIMITS_BODY_BYTES`. */
export const variableOf = (path: readonly string[]): string =>
  variablePrefix +
  path
    .map((key) => key.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2'))
    .join('_')
    .toUpperCase()

function unwrapped(schema: unknown): { inner: unknown; byDefault?: unknown } {
  if (schema instanceof z.ZodDefault)
    return { byDefault: schema.def.defaultValue, inner: unwrapped(schema.unwrap()).inner }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodPrefault)
    return unwrapped(schema.unwrap())
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in)

  return { inner: schema }
}

function kindOf(schema: unknown): SettingKey['kind'] {
  if (schema instanceof z.ZodNumber) return 'number'
  if (schema instanceof z.ZodBoolean) return 'boolean'
  if (schema instanceof z.ZodArray)
    return schema.element instanceof z.ZodString || schema.element instanceof z.ZodEnum ? 'list' : 'other'

  return schema instanceof z.ZodString || schema instanceof z.ZodStringFormat || schema instanceof z.ZodEnum
    ? 'string'
    : 'other'
}

/** A description may sit on the default or on what it wraps. */
function descriptionOf(schema: unknown): string {
  if (!(schema instanceof z.ZodType)) return ''
  const inner =
    schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
      ? schema.unwrap()
      : undefined

  return schema.description ?? descriptionOf(inner)
}
