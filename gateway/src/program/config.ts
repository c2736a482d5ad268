import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import type { z } from 'zod'
import { readConfigFile, type ConfigFile } from './config-file.ts'
import { refuseContradictions } from './contradictions.ts'
import { fromText, overridesOf } from './environment.ts'
import type { Options } from './options.ts'
import { gatewaySettings, type GatewaySettings } from './sections.ts'
import { settingKeys } from './setting-keys.ts'
import { without, valueAt, withValue } from './values.ts'

/** All settings of a gateway, checked. */
export type GatewayConfig = GatewaySettings & {
  development: boolean
  /** Where a subgraph is called; `given` is the URL that the supergraph has for it. */
  subgraphUrl(name: string, given: string): string
}

type Given = { options?: Partial<Options>; env?: NodeJS.ProcessEnv; folder?: string }

const keys = settingKeys(gatewaySettings)
const sections = Object.keys(gatewaySettings.shape).map((key) => [key])
/** Relative ones are taken from where they are written: the file's folder, or where the program was started. */
const paths = [
  ['supergraph', 'file'],
  ['signing', 'keysDir'],
  ['people', 'operations'],
]

/**
 * Settings by rising weight: defaults, the configuration file, the environment, the command line. Throws a
 * ConfigurationError that names each problem with its place.
 */
export function gatewayConfig({
  options = {},
  env = process.env,
  folder = process.cwd(),
}: Given = {}): GatewayConfig {
  const file =
    options.config === undefined
      ? undefined
      : openConfigFile(resolve(folder, options.config), options.config, env)
  const overrides = overridesOf(keys, env, file?.variables)
  const sources = new Map([
    ...overrides.map(({ path, variable }) => [path.join('.'), variable] as const),
    ...optionValues(options).map(({ path, flag }) => [path.join('.'), flag] as const),
  ])

  let values: unknown = file
    ? located(typed(file.values), dirname(resolve(folder, options.config ?? '')))
    : {}
  for (const { path, value } of [...overrides, ...optionValues(options)])
    values = withValue(withoutRival(values, path), path, relocated(path, value, folder))

  const parsed = gatewaySettings.safeParse(values)
  if (!parsed.success)
    throw new ConfigurationError(
      parsed.error.issues.flatMap((issue) => sentences(issue, file, sources)).join('\n'),
    )
  const settings = parsed.data
  refuseContradictions(settings, env)

  return {
    ...settings,
    development: settings.development ?? (settings.open && env['NODE_ENV'] !== 'production'),
    subgraphUrl: locatorOf(settings, env),
  }
}

function openConfigFile(path: string, name: string, env: NodeJS.ProcessEnv): ConfigFile {
  try {
    return readConfigFile(name, readFileSync(path, 'utf8'), env)
  } catch (error) {
    if (error instanceof ConfigurationError) throw error
    throw new ConfigurationError(`The configuration file ${name} cannot be read: ${reasonOf(error)}.`)
  }
}

const reasonOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return (
    { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' }[code] ??
    String(error)
  )
}

/** A file and a URL cannot both be served: naming one takes the place of the other. */
const withoutRival = (values: unknown, [section, key]: readonly string[]): unknown => {
  const rival = section === 'supergraph' ? { file: 'url', url: 'file' }[key ?? ''] : undefined
  return rival === undefined ? values : without(values, ['supergraph', rival])
}

/**
 * What the file takes from the environment is text; settings of other kinds are read from it. What is left empty
 * counts as not there.
 */
const typed = (values: unknown): unknown => {
  const filled = [...sections, ...keys.map(({ path }) => path)].reduce(
    (result, path) => (isEmpty(valueAt(result, path)) ? without(result, path) : result),
    values,
  )

  return keys.reduce((result, { path, kind }) => {
    const value = valueAt(result, path)
    return typeof value === 'string' ? withValue(result, path, fromText(value, kind)) : result
  }, filled)
}

const isEmpty = (value: unknown): boolean => value === '' || value === null

const located = (values: unknown, folder: string): unknown => {
  const issuers = valueAt(values, ['trust', 'issuers'])
  const trusting = Array.isArray(issuers)
    ? withValue(
        values,
        ['trust', 'issuers'],
        issuers.map((issuer) => locatedAt(issuer, ['jwksFile'], folder)),
      )
    : values

  return paths.reduce((result, path) => locatedAt(result, path, folder), trusting)
}

function locatedAt(values: unknown, path: readonly string[], folder: string): unknown {
  const value = valueAt(values, path)
  return typeof value === 'string' ? withValue(values, path, resolve(folder, value)) : values
}

const relocated = (path: readonly string[], value: unknown, folder: string): unknown =>
  typeof value === 'string' && paths.some((known) => known.join('.') === path.join('.'))
    ? resolve(folder, value)
    : value

function optionValues({ supergraph, port, workers, open, development }: Partial<Options>) {
  const isUrl = /^https?:\/\//.test(supergraph ?? '')

  return [
    ...(supergraph === undefined
      ? []
      : [{ path: ['supergraph', isUrl ? 'url' : 'file'], value: supergraph, flag: '--supergraph' }]),
    ...(port === undefined ? [] : [{ path: ['port'], value: port, flag: '--port' }]),
    ...(workers === undefined ? [] : [{ path: ['workers'], value: workers, flag: '--workers' }]),
    ...(open ? [{ path: ['open'], value: true, flag: '--open' }] : []),
    ...(development ? [{ path: ['development'], value: true, flag: '--development' }] : []),
  ]
}

function sentences(
  issue: z.core.$ZodIssue,
  file: ConfigFile | undefined,
  sources: ReadonlyMap<string, string>,
): string[] {
  const unknown =
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]

  return unknown.map((path) => {
    const name = path.map(String).join('.')
    const source = sources.get(name) ?? file?.whereIs(path)
    const what = issue.code === 'unrecognized_keys' ? 'there is no such setting' : lowered(issue.message)

    return `${source ? `${source}: ` : ''}${name}: ${what}.`
  })
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

/**
 * `PACTWORK_<NAME>_URL` (the name in capitals, `_` for what is no letter or digit), `subgraphs`, `subgraphsAt`, the
 * supergraph. Worked out once for each name and URL: it is asked for every call.
 */
function locatorOf({ subgraphs, subgraphsAt }: GatewaySettings, env: NodeJS.ProcessEnv) {
  const known = new Map<string, string>()
  const locate = (name: string, given: string): string => {
    const own = env[`PACTWORK_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_URL`] || subgraphs[name]
    return (own ?? subgraphsAt?.replaceAll('{name}', encodeURIComponent(name)) ?? given).replace(/\/+$/, '')
  }

  return (name: string, given: string): string => {
    const key = `${name} ${given}`
    const url = known.get(key) ?? locate(name, given)
    known.set(key, url)

    return url
  }
}
