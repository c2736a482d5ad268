import type { Answer } from '../../stack/graph-client.ts'

/** What an answer gives away once everything is taken out that the asker said or that every answer has. */
export function facts(value: unknown, asked: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const left = value.map((one) => facts(one, asked)).filter((one) => one !== undefined)
    return left.length === 0 ? undefined : left
  }
  if (typeof value === 'object' && value !== null) {
    const left = Object.entries(value)
      .filter(([name]) => name !== '__typename')
      .map(([name, one]) => [name, facts(one, asked)] as const)
      .filter(([, one]) => one !== undefined)
    return left.length === 0 ? undefined : Object.fromEntries(left)
  }
  if (value === null || value === undefined || value === false) return undefined

  return typeof value === 'string' && asked.includes(value) ? undefined : value
}

export const tellsSomething = (value: unknown, asked: readonly string[]): boolean =>
  facts(value, asked) !== undefined

/** An answer without what differs from call to call, and with the asked id by a name. */
export const comparable = ({ data, errors }: Answer, asked: readonly string[]): unknown =>
  JSON.parse(
    asked.reduce(
      (text, id) => text.replaceAll(id, '<asked>'),
      JSON.stringify({
        data: data ?? null,
        errors: (errors ?? []).map(({ message, path, extensions }) => ({
          message,
          path,
          code: extensions?.['code'],
        })),
      }),
    ),
  )

export const errorCodes = ({ errors = [] }: Answer): string[] =>
  errors.map(({ extensions }) => String(extensions?.['code']))
