import { mostTold } from './fetch-errors.ts'
import type { Absence, Located, Run } from './run.ts'
import type { Brings } from './step.ts'
import { isTree, type Path } from './tree.ts'

/**
 * What is missing in the whole answer for what did not come. A plan may ask for the same in several ways: what
 * another fetch brought is there, even if that is a null, of an object that another brought only what it lacks is
 * missing, and what is asked of other types only is not.
 */
export const missingFor = ({ absences }: Pick<Run, 'absences'>): Located[] => absences.flatMap(missing)

function missing({ targets, brings, message, extensions, causes }: Absence): Located[] {
  const found: Located[] = []
  for (const [index, { object, path: place }] of targets.entries())
    lacking(object, brings, place, (path) => {
      const silent = found.length >= mostTold
      found.push({ path, message, extensions, cause: causes?.[index], ...(silent && { silent }) })
    })

  return found
}

function lacking(value: unknown, brings: Brings, at: Path | undefined, tell: (path: Path) => void): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) lacking(item, brings, { parent: at, key: index }, tell)
    return
  }
  if (!isTree(value)) return
  const typename = value['__typename']
  for (const [key, { nested, isAskedOf }] of brings) {
    if (typeof typename === 'string' && !isAskedOf(typename)) continue
    const path = { parent: at, key }
    if (value[key] === undefined) tell(path)
    else if (nested.size > 0) lacking(value[key], nested, path, tell)
  }
}
