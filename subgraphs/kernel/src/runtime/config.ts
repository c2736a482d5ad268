import { z } from 'zod'

/** A setting is missing or wrong. Its message is a sentence for the person who starts the process. */
export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigurationError'
  }
}

/**
 * Reads one process's settings from the environment, once. A wrong or missing setting, and an unknown
 * `PACTWORK_…` that looks like a misspelling of a known one, stop the start with a sentence each.
 */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, env[name] === '' ? undefined : env[name]]),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data

  const sentences = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.')
    return given[name] === undefined
      ? `${name} is not set: ${describe(schema, name)}`
      : `${name}="${given[name]}" ${issue.message}`
  })
  throw new ConfigurationError(`The process cannot start. ${sentences.join('. ')}.`)
}

const describe = (schema: z.ZodObject, name: string): string =>
  (schema.shape[name] as z.ZodType | undefined)?.description ?? 'set it in the environment'

/** What may be printed of a configuration: values of secrets and the password part of URLs are hidden. */
export function printable(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      if (/PASSWORD|SECRET|KEY$/.test(name) && value) return [name, '***']
      return [name, typeof value === 'string' ? value.replace(/(\/\/[^:/]+:)[^@]+@/, '$1***@') : value]
    }),
  )
}

/** A comma list. */
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

/** A TCP port. */
export const port = z.coerce.number().int().min(0).max(65_535)
