import type { FetchDataRewrite } from '@apollo/query-planner'
import type { Covers } from './representations.ts'
import { isTree, type Tree } from './tree.ts'

const onType = /^\.\.\. on (.+)$/

/**
 * Changes that the planner wants in what goes to a subgraph or comes from it: a key renamed (two fields that
 * clashed under one name), a value set (the type's name where a subgraph knows the interface as an object).
 */
export function rewrite(
  value: unknown,
  rewrites: readonly FetchDataRewrite[],
  covers: Covers,
  /** Of the value itself, where its own name was not asked for. */
  typename?: unknown,
): void {
  for (const change of rewrites) apply(value, change.path, change, covers, typename)
}

function apply(
  value: unknown,
  path: readonly string[],
  rewrite: FetchDataRewrite,
  covers: Covers,
  fallback?: unknown,
): void {
  if (Array.isArray(value)) {
    for (const item of value) apply(item, path, rewrite, covers)
    return
  }
  const [element, ...rest] = path
  if (!isTree(value) || element === undefined) return
  const condition = onType.exec(element)?.[1]
  if (condition !== undefined) {
    const typename = value['__typename'] ?? fallback
    if (typeof typename === 'string' && covers(condition, typename))
      apply(value, rest, rewrite, covers, typename)
  } else if (rest.length > 0) {
    apply(value[element], rest, rewrite, covers)
  } else {
    change(value, element, rewrite)
  }
}

function change(object: Tree, key: string, rewrite: FetchDataRewrite): void {
  if (!(key in object)) return
  if (rewrite.kind === 'ValueSetter') {
    object[key] = rewrite.setValueTo
    return
  }
  object[rewrite.renameKeyTo] = object[key]
  delete object[key]
}

/** The new names of renamed keys, for the paths of errors. */
export const renamedKeys = (rewrites: readonly FetchDataRewrite[] = []): ReadonlyMap<string, string> =>
  new Map(
    rewrites.flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo]] : [],
    ),
  )
