import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'

/** A configuration file that was read: its values and where each of them stands. */
export type ConfigFile = {
  name: string
  values: unknown
  /** The variables of the environment that it asks for. */
  variables: ReadonlySet<string>
  /** `file.yaml:3:5` of the value at a path, or of the nearest thing above it. */
  whereIs(path: readonly PropertyKey[]): string
}

/**
 * Reads YAML or JSON. `${NAME}` in a value stands for a variable of the environment, `${NAME:-otherwise}` for one that
 * may be missing. Throws a ConfigurationError with the line of each problem.
 */
export function readConfigFile(name: string, text: string, env: NodeJS.ProcessEnv): ConfigFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${line}:${col}`
  }

  const problems = document.errors.map(({ message, pos }) => `${at(pos[0])}: ${message}`)
  const variables = new Set<string>()
  visit(document, {
    Scalar(position, node) {
      if (position === 'key' || typeof node.value !== 'string') return
      const { filled, missing, asked } = fill(node.value, env)
      for (const variable of asked) variables.add(variable)
      problems.push(
        ...missing.map(
          (variable) => `${at(node.range?.[0] ?? 0)}: ${variable} is not set in the environment.`,
        ),
      )
      node.value = filled
    },
  })
  if (problems.length > 0) throw new ConfigurationError(problems.join('\n'))

  return {
    name,
    values: document.toJS() ?? {},
    variables,
    whereIs: (path) => at(offsetOf(document, path)),
  }
}

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-((?:[^{}]|\$\{[^{}]*\})*))?\}/g

function fill(text: string, env: NodeJS.ProcessEnv): { filled: string; missing: string[]; asked: string[] } {
  const missing: string[] = []
  const asked: string[] = []
  const filled = text.replaceAll(reference, (_all, variable: string, otherwise: string | undefined) => {
    asked.push(variable)
    const given = env[variable]
    if (given) return given
    if (otherwise === undefined) missing.push(variable)
    const inner = fill(otherwise ?? '', env)
    missing.push(...inner.missing)
    asked.push(...inner.asked)

    return inner.filled
  })

  return { filled, missing, asked }
}

/** The key's place where there is one, so that an unknown key is pointed at and not what it holds. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown = document.getIn(path.slice(0, length - 1).map(String), true) ?? undefined
    const holder = length === 1 ? document.contents : parent
    const last = path[length - 1]
    if (isMap(holder)) {
      const key = holder.items
        .map((pair) => pair.key)
        .find((node) => isScalar(node) && String(node.value) === String(last))
      if (isScalar(key)) return key.range?.[0] ?? 0
    }
    const node = document.getIn(
      path.slice(0, length).map((key) => (typeof key === 'number' ? key : String(key))),
      true,
    )
    if (isScalar(node) || isMap(node)) return node.range?.[0] ?? 0
  }

  return 0
}
