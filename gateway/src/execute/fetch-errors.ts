import type { GraphQLFormattedError } from 'graphql'
import type { Run } from './run.ts'
import type { FetchStep } from './step.ts'
import type { FetchFailed } from './subgraph-fetch.ts'
import type { Target } from './targets.ts'
import { isTree, type Path } from './tree.ts'

/** At more places what failed once is not told: the answer is large enough, and everybody knows. */
export const mostTold = 1_000

/** A fetch without an answer: every field that it would have brought is missing for that reason. */
export function failureAt(targets: readonly Target[], step: FetchStep, run: Run, failed: FetchFailed): void {
  const { log, signal } = run.operation
  if (!signal.aborted)
    log.warn({ subgraph: step.subgraph, err: failed.cause ?? failed }, 'a subgraph gave no answer')
  const extensions = { code: failed.code, correlationId: run.operation.caller.correlationId }
  run.absences.push({ targets, brings: step.brings, message: failed.message, extensions })
}

/**
 * Notes an error of a subgraph at the places in the answer that it belongs to. Without a path, or where the object
 * that the path leads through did not come at all, it explains every field that is missing.
 */
export function errorAt(
  { message, extensions }: GraphQLFormattedError,
  { brings, renamed }: FetchStep,
  path: readonly (string | number)[] | undefined,
  targets: readonly Target[],
  /** The object that the path starts from, as far as it came. */
  came: unknown,
  run: Run,
): void {
  const nothingCame = !isTree(came)
  if (path && path.length > 0) {
    const lost = lengthToNull(came, path)
    const errors = targets.map((target, index) => ({
      path: extended(target.path, path, renamed),
      message,
      extensions,
      ...(lost > 0 && lost < path.length && { lost: extended(target.path, path.slice(0, lost), renamed) }),
      ...(index >= mostTold && { silent: true }),
    }))
    for (const error of errors) run.errors.push(error)
    if (nothingCame) run.absences.push({ targets, brings, message, extensions, causes: errors })
  } else if (nothingCame) {
    run.absences.push({ targets, brings, message, extensions })
  } else {
    for (const { path: at } of targets) run.errors.push({ path: at, message, extensions })
  }
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

const extended = (
  start: Path | undefined,
  keys: readonly (string | number)[],
  renamed: ReadonlyMap<string, string>,
): Path | undefined => {
  let at = start
  for (const key of keys) at = { parent: at, key: typeof key === 'string' ? (renamed.get(key) ?? key) : key }

  return at
}
