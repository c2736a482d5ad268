import type { GraphQLFormattedError } from 'graphql'
import type { Located, Run } from './run.ts'
import type { FetchStep } from './step.ts'
import type { FetchFailed } from './subgraph-fetch.ts'
import type { Target } from './targets.ts'
import { isTree, type Path } from './tree.ts'

/** More of one fetch are not told: by then everybody knows. */
const mostTold = 100

/** A fetch without an answer: every field that it would have brought is missing for that reason. */
export function failureAt(targets: readonly Target[], step: FetchStep, run: Run, failed: FetchFailed): void {
  const { log, signal } = run.operation
  if (!signal.aborted)
    log.warn({ subgraph: step.subgraph, err: failed.cause ?? failed }, 'a subgraph gave no answer')
  const extensions = { code: failed.code, correlationId: run.operation.caller.correlationId }
  run.errors.push(...missingAt(targets, step, { message: failed.message, extensions }))
}

/**
 * An error of a subgraph at the places in the answer that it belongs to. Without a path, or where the object that
 * the path leads through did not come at all, it explains every field that is missing.
 */
export function located(
  { message, extensions }: GraphQLFormattedError,
  step: FetchStep,
  path: readonly (string | number)[] | undefined,
  targets: readonly Target[],
  /** The object that the path starts from, as far as it came. */
  came: unknown,
): Located[] {
  const nothingCame = !isTree(came)
  if (path && path.length > 0) {
    const lost = lengthToNull(came, path)
    const there = targets.map((target, index) => ({
      path: extended(target.path, path, step.renamed),
      message,
      extensions,
      ...(lost > 0 &&
        lost < path.length && {
          lost: extended(target.path, path.slice(0, lost), step.renamed),
        }),
      ...(index >= mostTold && { silent: true }),
    }))
    // One field that may not be null took the others with it: they are missing for the same reason.
    const others = nothingCame ? missingAt(targets, step, { message, extensions }) : []

    return [...there, ...others.map((error) => ({ ...error, silent: true }))]
  }

  return nothingCame
    ? missingAt(targets, step, { message, extensions })
    : targets.map(({ path: at }) => ({ path: at, message, extensions }))
}

/** How far a path leads until there is nothing any more. */
function lengthToNull(came: unknown, path: readonly (string | number)[]): number {
  let value = came
  for (const [length, key] of path.entries()) {
    if (typeof value !== 'object' || value === null) return length
    value = Reflect.get(value, key)
  }

  return path.length
}

const missingAt = (
  targets: readonly Target[],
  { keys }: FetchStep,
  told: Pick<Located, 'message' | 'extensions'>,
): Located[] => {
  let count = 0
  return targets.flatMap(({ path }) =>
    keys.map((key) => {
      count += 1
      return { ...told, path: { parent: path, key }, ...(count > mostTold && { silent: true }) }
    }),
  )
}

const extended = (
  start: Path | undefined,
  keys: readonly (string | number)[],
  renamed: ReadonlyMap<string, string>,
): Path | undefined => {
  let at = start
  for (const key of keys) at = { parent: at, key: typeof key === 'string' ? (renamed.get(key) ?? key) : key }

  return at
}
