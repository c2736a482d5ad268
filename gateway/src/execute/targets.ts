import { isTree, type Path, type Tree } from './tree.ts'

/** An object of the answer that a fetch completes, and where it stands. */
export type Target = { object: Tree; path: Path | undefined }

/** All objects under a plan's path (`@` stands for every item of a list); what is null there has no targets. */
export function targetsAt(root: Tree, path: readonly (string | number)[]): Target[] {
  const found: Target[] = []
  const descend = (value: unknown, depth: number, at: Path | undefined): void => {
    if (value === null || value === undefined) return
    const element = path[depth]
    if (element === undefined) {
      if (isTree(value)) found.push({ object: value, path: at })
    } else if (element === '@') {
      if (Array.isArray(value))
        for (let index = 0; index < value.length; index += 1)
          descend(value[index], depth + 1, { parent: at, key: index })
    } else if (isTree(value)) {
      descend(value[element], depth + 1, { parent: at, key: element })
    }
  }
  descend(root, 0, undefined)

  return found
}
