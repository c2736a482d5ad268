/** Plain values of nested objects, as they come out of a file: looked up and changed by path, never in place. */
type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (isPlain(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  )

export function withValue(value: unknown, [key, ...rest]: readonly string[], put: unknown): unknown {
  if (key === undefined) return put
  const own = isPlain(value) ? value : {}

  return { ...own, [key]: withValue(Object.hasOwn(own, key) ? own[key] : undefined, rest, put) }
}

export function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (!isPlain(value) || key === undefined || !Object.hasOwn(value, key)) return value
  if (rest.length > 0) return { ...value, [key]: without(value[key], rest) }
  const { [key]: _gone, ...others } = value

  return others
}
