import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import { parse } from 'yaml'
import { variablePrefix, type SettingKey } from './setting-keys.ts'

/** Variables of that prefix that are told to other processes. */
const ofOthers = new Set(['PACTWORK_GATEWAY_URL'])

/** What every process of Pactwork is told under the same name. */
const common: Readonly<Record<string, readonly string[]>> = {
  PACTWORK_PORT: ['port'],
  PACTWORK_PROCESS: ['name'],
  PACTWORK_REDIS_URL: ['cache', 'redisUrl'],
  PACTWORK_KAFKA_BROKERS: ['cache', 'brokers'],
}

/** A setting that the environment gives. */
type Override = { path: readonly string[]; value: unknown; variable: string }

/**
 * The settings that the environment gives. A variable that looks like a setting and is none (nor named by the
 * configuration file) stops the start with a sentence. An empty one counts as not set.
 */
export function overridesOf(
  keys: readonly SettingKey[],
  env: NodeJS.ProcessEnv,
  named: ReadonlySet<string> = new Set(),
): Override[] {
  const known = new Map(keys.map((key) => [key.variable, key]))
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(variablePrefix) && !known.has(name) && !named.has(name) && !ofOthers.has(name),
  )
  if (unknown.length > 0)
    throw new ConfigurationError(unknown.map((name) => unknownSetting(name, keys)).join('\n'))

  const shared = Object.entries(common).flatMap(([variable, path]) => {
    const key = keys.find((candidate) => candidate.path.join('.') === path.join('.'))
    return key ? [{ ...key, variable }] : []
  })

  return [...shared, ...keys].flatMap(({ path, variable, kind }) => {
    const given = env[variable]
    return given ? [{ path, variable, value: fromText(given, kind) }] : []
  })
}

/** A value of the environment in the form that the schema expects; what does not fit, the schema refuses. */
export function fromText(text: string, kind: SettingKey['kind']): unknown {
  if (kind === 'string') return text
  if (kind === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
  if (kind === 'boolean')
    return (
      { on: true, true: true, yes: true, 1: true, off: false, false: false, no: false, 0: false }[text] ??
      text
    )
  if (kind === 'list')
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')

  return structured(text)
}

function structured(text: string): unknown {
  try {
    return parse(text)
  } catch {
    return text
  }
}

function unknownSetting(name: string, keys: readonly SettingKey[]): string {
  const words = name.slice(variablePrefix.length).split('_')
  const near = keys
    .map(({ variable }) => ({
      variable,
      shared: variable
        .slice(variablePrefix.length)
        .split('_')
        .filter((word) => words.includes(word)).length,
    }))
    .filter(({ shared }) => shared > 0)
    .toSorted((one, other) => other.shared - one.shared)[0]

  return `${name} is no setting of the gateway${near ? `; did you mean ${near.variable}?` : '.'}`
}
